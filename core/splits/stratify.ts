import { saltedShare } from './salted-share.ts';
import type { Side } from './side.ts';

export type HeldOutSide = Exclude<Side, 'train'>;
export type Shares = Readonly<Record<HeldOutSide, number>>;
type Stratum = { items: number; held: Record<HeldOutSide, number>; starts: Record<HeldOutSide, number> };

/** Keeps account of a split by stratum, and says on which side the next group brings it closest to its shares. */
export type Stratifier = {
  /** Counts an item that stands on a side already. */
  count: (stratum: string, side: Side) => void;
  /** Chooses a side for a group of so many items by stratum, and counts them there. */
  place: (group: ReadonlyMap<string, number>) => Side;
};

/**
 * Systematic sampling by stratum: of its n items so far, floor(share x n + start) belong on a side, where the start
 * is a salted random number below 1; so each item has the same chance, and small strata get theirs as often as they
 * should. A group goes where it lowers the squared distance to that most, summed over its strata, and to train
 * where it lowers none: large groups train (after Sechidis, Tsoumakas, Vlahavas 2011, for groups instead of labels).
 */
export function stratifier(shares: Shares, salt: string): Stratifier {
  const strata = new Map<string, Stratum>();
  const stratumOf = (name: string): Stratum => {
    let stratum = strata.get(name);
    if (stratum === undefined) {
      const starts = { val: saltedShare(salt, 'start', 'val', name), test: saltedShare(salt, 'start', 'test', name) };
      stratum = { items: 0, held: { val: 0, test: 0 }, starts };
      strata.set(name, stratum);
    }
    return stratum;
  };
  const count = (name: string, side: Side, items: number): void => {
    const stratum = stratumOf(name);
    stratum.items += items;
    if (side !== 'train') stratum.held[side] += items;
  };
  const gainOn = (side: HeldOutSide, group: ReadonlyMap<string, number>): number => {
    if (shares[side] === 0) return 0;
    let gain = 0;
    for (const [name, items] of group) {
      const stratum = stratumOf(name);
      const missing = shares[side] * (stratum.items + items) + stratum.starts[side] - 0.5 - stratum.held[side];
      gain += items * (2 * missing - items);
    }
    return gain;
  };
  return {
    count: (name, side) => count(name, side, 1),
    place: (group) => {
      const [test, val] = [gainOn('test', group), gainOn('val', group)];
      const side = test > 0 && test >= val ? 'test' : val > 0 ? 'val' : 'train';
      for (const [name, items] of group) count(name, side, items);
      return side;
    },
  };
}
