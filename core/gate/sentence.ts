import type { GateDecision } from './decision.ts';
import type { GatePolicy } from './policy.ts';

/** One or two sentences that a person reads first: what was decided, on what, and what to do. */
export function sentenceOf(
  decision: Omit<GateDecision, 'sentence'>,
  policy: GatePolicy,
  hardLosses: number,
): string {
  const { verdict, reasonCodes, neededCases } = decision;
  const margin = `${points(policy.margin)} ${policy.margin === 0.01 ? 'point' : 'points'}`;
  const has = new Set(reasonCodes);

  if (has.has('hard_case_lost')) {
    const cases = hardLosses === 1 ? 'one case that must never fail' : `${hardLosses} cases that must never fail`;
    const again = has.has('previously_rolled_back') ? ', and it was released and taken back before' : '';
    return `Reject: the candidate fails ${cases}${again}.`;
  }
  if (has.has('previously_rolled_back')) {
    return 'Reject: this candidate was released and taken back before, and the same tests cannot clear it.';
  }
  if (verdict === 'promote') {
    const better = has.has('improved') ? 'better than the champion' : `at most ${margin} worse`;
    const harm = has.has('harm_within_margin') ? ' It is certainly a little worse, but within what the policy tolerates.' : '';
    return `Promote: ${seen(decision)}, so the candidate is shown to be ${better}.${harm}`;
  }
  if (verdict === 'reject') return `Reject: ${seen(decision)}, and the candidate is significantly worse.`;

  const next =
    neededCases === undefined
      ? 'more cases are not expected to show it'
      : `draw ${neededCases} cases in all, once, to decide`;
  if (has.has('no_cases')) return `Inconclusive: there is a comparison without cases; ${next}.`;
  const reference = has.has('not_shown_overall') ? 'the champion' : 'the best recent release';
  return `Inconclusive: ${seen(decision)}, which does not show that the candidate is at most ${margin} worse than ${reference}; ${next}.`;
}

function seen({ n, lost, gained, delta, ci }: Omit<GateDecision, 'sentence'>): string {
  const cases = n === 1 ? '1 case' : `${n} cases`;
  return `on ${cases} it lost ${lost} and gained ${gained} (${signed(delta)} points, 95 % interval ${signed(ci[0])} to ${signed(ci[1])})`;
}

/** A fraction in percentage points, with one decimal where it needs one. */
const points = (fraction: number): string => String(Number((fraction * 100).toFixed(1)));

const signed = (fraction: number): string => {
  const text = points(fraction);
  return fraction > 0 && text !== '0' ? `+${text}` : text.replace(/^-0$/, '0');
};
