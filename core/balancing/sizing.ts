import type { Limits } from './feasibility.ts';
import { capsAt, largestTarget } from './feasibility.ts';
import { raisedShare, resolve } from './resolve.ts';
import { fillBuckets } from './water-filling.ts';
import type { BalanceConfig } from './config.ts';

export type Sizing = {
  /** Rows of each bucket, copies included. */
  allocated: number[];
  /** What each bucket was held to in the end. */
  caps: number[];
  floors: number[];
  steps: string[];
};

/**
 * Sizes a set that has no target: every row at least once, copies up to the floor, and only a bucket above
 * its share of the resulting set is cut. Where that cut would cost more than `min_target_ratio` allows,
 * the set is sized like one that asks for as many rows as there are, so that copies of the rare intents
 * make room for the frequent ones.
 */
export function keepEverything(available: readonly number[], config: BalanceConfig): Sizing {
  const { intent_min_samples: floor, max_copies: copies } = config;
  const steps: string[] = [];
  const buckets = available.length;
  let maxShare = config.intent_max_ratio;
  if (maxShare * buckets < 1 - 1e-9) {
    steps.push(raisedShare(maxShare, buckets));
    maxShare = 1 / buckets;
  }

  const floors = available.map((count) => Math.min(floor, count * copies));
  const wanted = available.map((count, index) => Math.max(count, floors[index] ?? 0));
  // Taken as buckets of `wanted` single rows, the largest target is the set that cutting down to the share leaves.
  const asWanted: Limits = { available: wanted, copies: 1, maxShare, floors: wanted.map(() => 0) };
  const size = largestTarget(asWanted, total(wanted));
  const rows = total(available);
  if (size < config.min_target_ratio * rows) {
    const sizing = sizeForTarget(available, rows, config);
    return { ...sizing, steps: [`cutting to the largest share alone would leave ${size} of ${rows} rows`, ...sizing.steps] };
  }

  const allocated = capsAt(asWanted, size);
  const starved = floors.filter((reachable) => reachable < floor).length;
  if (starved > 0) steps.push(`floor of ${floor} lowered for ${starved === 1 ? '1 intent' : `${starved} intents`} with too few rows: collect labels there`);
  const cut = wanted.filter((count, index) => (allocated[index] ?? 0) < count).length;
  if (cut > 0) steps.push(`${cut === 1 ? '1 intent' : `${cut} intents`} cut to the largest share of ${size} rows`);
  const caps = capsAt({ available, copies, maxShare, floors }, size);
  return { allocated, caps, floors: floors.map((reachable, index) => Math.min(reachable, caps[index] ?? 0)), steps };
}

/** Sizes a set for a target: what must give way does so in `resolve`'s order, then the rows are spread like what is there. */
export function sizeForTarget(available: readonly number[], target: number, config: BalanceConfig): Sizing {
  const { limits, target: size, steps } = resolve({
    available,
    target,
    maxShare: config.intent_max_ratio,
    floor: config.intent_min_samples,
    copies: 1,
    maxCopies: config.max_copies,
    minTargetRatio: config.min_target_ratio,
  });
  const allocated = fillBuckets(limits, size, available);
  return { allocated, caps: capsAt(limits, size), floors: [...limits.floors], steps };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
