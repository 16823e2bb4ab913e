import type { LinkSides } from './links.ts';
import type { Seal, Side, SplitItem } from './side.ts';
import { stricter } from './side.ts';
import type { Seals } from './seals.ts';

/** An item that has its side already, and the strictest side that it or what it shares stands on. */
export type PlacedBefore = { index: number; side: Side; reach: Side };

/**
 * Finds the items that were placed in an earlier call. Those that may still be used make their links stand on their side,
 * also where the links themselves were not sealed (a manifest) or cannot be (a cluster).
 */
export function placedBefore(items: readonly SplitItem[], sealed: Seals, stands: LinkSides & { stand: (item: SplitItem, side: Side) => void }): { before: PlacedBefore[]; fresh: number[] } {
  if (sealed.size === 0) return { before: [], fresh: [...items.keys()] };
  const known: { index: number; seal: Seal }[] = [];
  const fresh: number[] = [];
  for (const [index, item] of items.entries()) {
    const seal = sealed.get(`item:${item.id}`);
    if (seal === undefined) fresh.push(index);
    else known.push({ index, seal });
  }
  const reached = ({ index, seal }: (typeof known)[number]): PlacedBefore => {
    const reach = stands.touchedBy(items[index]!).reduce(stricter, seal.reach);
    return { index, side: seal.side, reach };
  };
  // By seals alone first: what is blocked by them stands nowhere.
  const usable = known.map(reached).filter(({ side, reach }) => side === reach);
  for (const { index, side } of usable) stands.stand(items[index]!, side);
  return { before: known.map(reached), fresh };
}
