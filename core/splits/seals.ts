import type { Placed, Seal, SplitItem } from './side.ts';
import { stricter } from './side.ts';

/** Seals by key: `item:<id>`, `user:<user>`, `session:<session>`, `text:<fingerprint>`. */
export type Seals = ReadonlyMap<string, Seal>;

/** The keys under which an item's side is remembered. Not the cluster: its label is of one call only. */
export function sealKeys(item: SplitItem): string[] {
  const keys = [`item:${item.id}`];
  if (item.user !== undefined) keys.push(`user:${item.user}`);
  if (item.session !== undefined) keys.push(`session:${item.session}`);
  if (item.fingerprint !== undefined) keys.push(`text:${item.fingerprint}`);
  return keys;
}

/**
 * What has to be remembered after a split: seals of what was new, and of what reaches a stricter side than before.
 * Users, sessions and texts are sealed as well as items, so that a group stays held out when its items are gone.
 */
export function newSeals(items: readonly SplitItem[], placed: readonly Placed[], sealed: Seals): Map<string, Seal> {
  const changed = new Map<string, Seal>();
  for (const [index, item] of items.entries()) {
    const { side, reach } = placed[index] as Placed;
    for (const key of sealKeys(item)) {
      const known = changed.get(key) ?? sealed.get(key);
      // An item has the side that it got; what links items stands on the side of their group.
      if (known === undefined) changed.set(key, { side: key.startsWith('item:') ? side : reach, reach });
      else if (stricter(known.reach, reach) !== known.reach) changed.set(key, { side: known.side, reach });
    }
  }
  return changed;
}
