import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import type { Bucket } from './row-order.ts';
import type { Sizing } from './sizing.ts';
import { keepEverything, sizeForTarget } from './sizing.ts';
import { spreadCopies } from './spread.ts';
import { targetWeights } from './target-weights.ts';

export type SizedSet = {
  /** By name of the intent. */
  buckets: Bucket[];
  /** In the order of `buckets`, as are the weights that the set is to resemble. */
  sizing: Sizing;
  like: number[];
  /** By place of the row: how often it is shown, 0 where its intent had no room, -1 where it was not considered. */
  copies: Int32Array;
  /** Rows of the set by origin, copies included. */
  shown: { fresh: number; old: number };
};

/** Sizes a set of all the members of the buckets. `weights` go by place. */
export function sizeSet(rows: readonly BalanceRow[], buckets: Bucket[], weights: Float64Array, config: BalanceConfig): SizedSet {
  const like = targetWeights(rows, buckets, config);
  const supplies = buckets.map(({ intent, members }, index) => ({
    intent,
    rows: members.length,
    demand: members.reduce((sum, member) => sum + weights[member]!, 0),
    weight: like[index] ?? 0,
  }));
  const sizing: Sizing =
    buckets.length === 0
      ? { allocated: [], caps: [], floors: [], steps: [] }
      : config.target_size === undefined
        ? keepEverything(supplies, config)
        : sizeForTarget(supplies, config.target_size, config);
  const copies = new Int32Array(rows.length).fill(-1);
  for (const [index, bucket] of buckets.entries()) spreadCopies(rows, bucket, sizing.allocated[index] ?? 0, weights, config, copies);
  return { buckets, sizing, like, copies, shown: shownBy(rows, buckets, copies) };
}

function shownBy(rows: readonly BalanceRow[], buckets: readonly Bucket[], copies: Int32Array): SizedSet['shown'] {
  let [fresh, old] = [0, 0];
  for (const { members } of buckets) {
    for (const member of members) {
      if (rows[member]!.origin === 'new') fresh += copies[member]!;
      else old += copies[member]!;
    }
  }
  return { fresh, old };
}
