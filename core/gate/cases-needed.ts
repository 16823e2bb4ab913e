import type { Comparison } from './comparison.ts';
import { nonInferiorityIsShown } from './comparison.ts';
import type { GatePolicy } from './policy.ts';
import { nonInferioritySampleSize, smallestSampleWithoutFlip } from './sample-size.ts';

/**
 * How many cases to draw, in all and at once, so that the comparisons that are still open can be decided;
 * undefined where more cases are not expected to help. It is a plan for one more look, not for looking
 * until it passes.
 */
export function casesNeeded(comparisons: readonly Comparison[], policy: GatePolicy): number | undefined {
  const open = comparisons.filter((comparison) => !nonInferiorityIsShown(comparison, policy));
  const plans = open.map((comparison) => plannedCases(comparison, policy));
  if (plans.length === 0 || plans.some((plan) => plan === undefined)) return undefined;
  return Math.max(...plans.filter((plan) => plan !== undefined));
}

function plannedCases({ counts, delta }: Comparison, { alpha, power, margin }: GatePolicy): number | undefined {
  const { n, lost, gained } = counts;
  const discordantShare = n === 0 ? 0 : (lost + gained) / n;
  const planFor = (difference: number): number =>
    Math.max(
      smallestSampleWithoutFlip(margin, alpha),
      nonInferioritySampleSize({ alpha, power, margin, discordantShare, difference }),
    );
  const ifEqual = planFor(0);
  if (ifEqual > n) return ifEqual;
  // As many cases have not shown it already, so plan with the difference that they did show.
  if (delta <= -margin) return undefined;
  return Math.max(n + 1, planFor(delta));
}
