import { linkSealKeys } from './links.ts';
import type { Placed, Seal, SplitItem } from './side.ts';
import { stricter } from './side.ts';

/** Seals by key: `item:<id>`, `user:<user>`, `session:<session>`, `text:<fingerprint>`. */
export type Seals = ReadonlyMap<string, Seal>;

/** The keys under which an item's side is remembered. Not the cluster: its label is of one call only. */
export const sealKeys = (item: SplitItem): string[] => [`item:${item.id}`, ...linkSealKeys(item)];

/**
 * What has to be remembered after a split: the sides of new items, and of what they share where nothing stood before; and items
 * that reach a stricter side than before. Users, sessions and texts are sealed as well as items, so that they stay held out when
 * the items are gone. What is blocked says nothing about the side of what it shares.
 */
export function newSeals(items: readonly SplitItem[], placed: readonly Placed[], sealed: Seals): Map<string, Seal> {
  const changed = new Map<string, Seal>();
  for (const [index, item] of items.entries()) {
    const { side, reach } = placed[index] as Placed;
    const own = `item:${item.id}`;
    const known = sealed.get(own);
    if (known === undefined || stricter(known.reach, reach) !== known.reach) changed.set(own, { side, reach });
    if (side !== reach) continue;
    for (const key of linkSealKeys(item)) if (!sealed.has(key) && !changed.has(key)) changed.set(key, { side, reach });
  }
  return changed;
}
