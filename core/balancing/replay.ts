import { reservoir } from '../random/seeded-draw.ts';
import type { BalanceRow } from './plan.ts';
import type { Bucket } from './row-order.ts';
import { compareText } from '../order/compare-text.ts';
import { fillBuckets } from './water-filling.ts';

/** Old rows needed beside `fresh` new ones so that the new are at most `highest` (a share) of all. */
export function replayNeeded(fresh: number, highest: number): number {
  if (fresh === 0) return 0;
  return highest === 0 ? Infinity : Math.max(0, Math.ceil((fresh * (1 - highest)) / highest - 1e-9));
}

/** New rows, copies included, that `old` ones leave room for. */
export const newAllowed = (old: number, highest: number): number => (highest === 1 ? Infinity : Math.floor((old * highest) / (1 - highest) + 1e-9));

/**
 * Draws `count` of the old rows, or all where there are fewer: the intents with the fewest rows, new ones
 * included, are filled up first, since they are forgotten first; within an intent by a seeded reservoir.
 * Places of the rows drawn.
 */
export function drawReplay(rows: readonly BalanceRow[], buckets: readonly Bucket[], count: number, seed: number): number[] {
  const old = buckets.map(({ members }) => members.filter((member) => rows[member]!.origin === 'replay'));
  const fresh = buckets.map(({ members }, index) => members.length - old[index]!.length);
  const sizes = fewestFirst(buckets.map(({ members }) => members.length), fresh, Math.min(count, sum(old.map((members) => members.length))));
  return buckets.flatMap(({ intent }, index) => reservoir(old[index]!, sizes[index]! - fresh[index]!, seed, intent));
}

/**
 * Draws `count` of the new rows, the rest waits for a later cycle: the intents with the fewest rows, old ones
 * included, get theirs first, since there is the most to learn; within an intent the oldest, so that none waits
 * for ever. Places of the rows drawn.
 */
export function drawNew(rows: readonly BalanceRow[], buckets: readonly Bucket[], count: number): number[] {
  const fresh = buckets.map(({ members }) => members.filter((member) => rows[member]!.origin === 'new'));
  const old = buckets.map(({ members }, index) => members.length - fresh[index]!.length);
  const sizes = fewestFirst(buckets.map(({ members }) => members.length), old, Math.min(count, sum(fresh.map((members) => members.length))));
  const waitingLongest = (one: number, other: number): number => (rows[one]!.at ?? -Infinity) - (rows[other]!.at ?? -Infinity) || compareText(rows[one]!.id, rows[other]!.id);
  return fresh.flatMap((members, index) => members.toSorted(waitingLongest).slice(0, sizes[index]! - old[index]!));
}

/** `more` rows on top of what each bucket has, the buckets with the fewest filled up first. */
function fewestFirst(available: readonly number[], has: readonly number[], more: number): number[] {
  return fillBuckets({ available, copies: available.map(() => 1), maxShare: 1, floors: has }, sum(has) + more, available.map(() => 1));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
