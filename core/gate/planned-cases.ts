import { meanDifference } from './mean-difference.ts';
import type { GatePolicy } from './policy.ts';
import { nonInferioritySampleSize, smallestSampleWithoutFlip } from './sample-size.ts';
import type { TestedPairs } from './tested-pairs.ts';

/**
 * Cases to have in all, drawn at once, so that what is still open can be decided with the policy's power; undefined where more cases
 * are not expected to help. A plan for one more look, not for looking until it passes.
 *
 * @param open comparisons that must be shown and are not; `of` is how many cases of the suite bring one of theirs (1 for all cases)
 */
export function plannedCases(open: readonly { tested: TestedPairs; bound: number; of: number }[], policy: GatePolicy): number | undefined {
  const plans = open.map(({ tested, bound, of }) => {
    const plan = planOf(tested, bound, policy);
    return plan === undefined ? undefined : Math.ceil(plan * of);
  });
  if (plans.length === 0 || plans.includes(undefined)) return undefined;
  return Math.max(...plans.filter((plan) => plan !== undefined));
}

/** Cases to show "the difference is above `bound`" (-margin, or a gain). */
function planOf({ sample, delta }: TestedPairs, bound: number, policy: GatePolicy): number | undefined {
  const { alpha, power, looks, min_graded_cases: minGraded } = policy;
  const least = sample.passFail || sample.n === 0 ? (bound < 0 ? smallestSampleWithoutFlip(-bound, alpha) : 1) : minGraded;
  const { mean, variance, se, seCluster } = meanDifference(sample.differences, sample.groups);
  // Cases that share groups tell less each.
  const designEffect = se > 0 ? Math.max(1, (seCluster / se) ** 2) : 1;
  // Of discordant pairs where the scores are pass or fail.
  const squares = sample.n === 0 ? 0 : Math.min(1, variance * ((sample.n - 1) / sample.n) + mean * mean);
  const planFor = (difference: number): number =>
    Math.max(
      least,
      Math.ceil(nonInferioritySampleSize({ alpha, power, margin: -bound, discordantShare: Math.max(squares, difference * difference), difference }) * designEffect),
    );
  // Betting at every look takes about half as much again to the same power.
  const looked = (cases: number): number => (looks === 'any' ? Math.ceil(cases * 1.5) : cases);
  const ifEqual = bound < 0 ? looked(planFor(0)) : 0;
  if (ifEqual > sample.n) return ifEqual;
  // As many cases have not shown it already, so plan with the difference that they did show.
  return delta <= bound ? undefined : Math.max(sample.n + 1, looked(planFor(delta)));
}
