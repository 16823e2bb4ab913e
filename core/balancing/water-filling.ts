import type { Limits } from './feasibility.ts';
import { capsAt } from './feasibility.ts';
import { largestRemainder } from './largest-remainder.ts';

/**
 * Rows of each bucket in a set of `target` rows: as near to the proportions of `weights` as the limits
 * allow; largest remainders make the real-valued optimum (`waterLevel`) whole. A bucket of weight 0 stays at
 * its floor.
 * @throws RangeError where the limits do not let the target be filled: check `isFeasible` first
 */
export function fillBuckets(limits: Limits, target: number, weights: readonly number[]): number[] {
  const caps = limits.available.map((count, index) => Math.min((limits.copies[index] ?? 1) * count, limits.maxShare * target));
  const wholeCaps = capsAt(limits, target).map((cap, index) => ((weights[index] ?? 0) > 0 ? cap : (limits.floors[index] ?? 0)));
  return largestRemainder(waterLevel(weights, limits.floors, caps, target), target, wholeCaps);
}

/**
 * The real-valued allocation, summing to `target` as far as doubles go and the caps reach:
 * q = clip(lambda x weight, floor, cap) with the lambda that fills the target. Of all allocations within
 * floors and caps it is the closest to the weights in Kullback-Leibler divergence (as in water-filling,
 * Cover & Thomas 2006, ch. 9).
 */
export function waterLevel(
  weights: readonly number[],
  floors: readonly number[],
  caps: readonly number[],
  target: number,
): number[] {
  const at = (lambda: number): number[] =>
    weights.map((weight, index) => Math.max(floors[index] ?? 0, Math.min(lambda * weight, caps[index] ?? 0)));
  const filled = (lambda: number): number => {
    let total = 0;
    for (let index = 0; index < weights.length; index += 1) {
      total += Math.max(floors[index] ?? 0, Math.min(lambda * (weights[index] ?? 0), caps[index] ?? 0));
    }
    return total;
  };

  let low = 0;
  // Beyond this every bucket that can rise stands at its cap.
  let high = weights.reduce((most, weight, index) => (weight > 0 ? Math.max(most, (caps[index] ?? 0) / weight) : most), 0);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return at(low);
    if (filled(middle) > target) high = middle;
    else low = middle;
  }
}
