import { criteriaOf } from './criteria.ts';
import { compare, harmIsSignificant, nonInferiorityIsShown } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import type { GateDecision, GateInput, ReasonCode } from './decision.ts';
import type { GatePolicy } from './policy.ts';
import { casesNeeded } from './cases-needed.ts';
import { sentenceOf } from './sentence.ts';
import type { Verdict } from '../cycle/outcome.ts';

/**
 * The release decision on mere counts: kept until its callers give `decide` whole cases. First that applies: a hard-zero case lost, or a candidate that
 * was taken back before -> reject; non-inferiority shown against the champion and, where there is one,
 * the anchor -> promote; harm significant against either -> reject; else inconclusive, with the number of
 * cases to draw. Without cases nothing is promoted.
 * @throws RangeError for counts that cannot come from n pairs
 */
export function decideCounts(input: GateInput, policy: GatePolicy): GateDecision {
  const overall = compare(input.overall, policy);
  const anchor = input.anchor === undefined ? undefined : compare(input.anchor, policy);
  const { verdict, reasonCodes } = judge(input, overall, anchor, policy);
  const neededCases = verdict === 'inconclusive' ? casesNeeded(anchor ? [overall, anchor] : [overall], policy) : undefined;
  const { n, lost, gained } = input.overall;
  const decision = {
    verdict,
    reasonCodes,
    n,
    lost,
    gained,
    delta: overall.delta,
    ci: overall.ci95,
    pNonInferior: overall.pNonInferior,
    pHarm: overall.pHarm,
    ...(neededCases === undefined ? {} : { neededCases }),
    criteria: criteriaOf(input, overall, anchor, policy),
  };
  return { ...decision, sentence: sentenceOf(decision, policy, input.hardLosses?.length ?? 0) };
}

function judge(
  input: GateInput,
  overall: Comparison,
  anchor: Comparison | undefined,
  policy: GatePolicy,
): { verdict: Verdict; reasonCodes: ReasonCode[] } {
  const hardLost = (input.hardLosses?.length ?? 0) > 0;
  if (hardLost || input.previouslyRolledBack === true) {
    const reasonCodes: ReasonCode[] = [];
    if (hardLost) reasonCodes.push('hard_case_lost');
    if (input.previouslyRolledBack === true) reasonCodes.push('previously_rolled_back');
    return { verdict: 'reject', reasonCodes };
  }

  const comparisons = anchor ? [overall, anchor] : [overall];
  const harmed = comparisons.some((comparison) => harmIsSignificant(comparison, policy));
  if (comparisons.every((comparison) => nonInferiorityIsShown(comparison, policy))) {
    const reasonCodes: ReasonCode[] = ['non_inferior'];
    if (overall.ci95[0] > 0) reasonCodes.push('improved');
    if (harmed) reasonCodes.push('harm_within_margin');
    return { verdict: 'promote', reasonCodes };
  }
  if (harmed) return { verdict: 'reject', reasonCodes: ['harm_significant'] };

  const reasonCodes: ReasonCode[] = [];
  if (comparisons.some((comparison) => comparison.counts.n === 0)) reasonCodes.push('no_cases');
  if (!nonInferiorityIsShown(overall, policy)) reasonCodes.push('not_shown_overall');
  if (anchor && !nonInferiorityIsShown(anchor, policy)) reasonCodes.push('not_shown_anchor');
  return { verdict: 'inconclusive', reasonCodes };
}
