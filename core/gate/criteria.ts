import type { Comparison } from './comparison.ts';
import { harmIsSignificant, nonInferiorityIsShown } from './comparison.ts';
import type { Criterion, GateInput } from './decision.ts';
import type { GatePolicy } from './policy.ts';

/** Every criterion of the gate with what was seen, also those that did not decide or could not run. */
export function criteriaOf(
  input: GateInput,
  overall: Comparison,
  anchor: Comparison | undefined,
  policy: GatePolicy,
): Criterion[] {
  return [
    {
      name: 'hard_cases',
      margin: 0,
      observed: input.hardLosses?.length ?? 0,
      status: input.hardLosses === undefined ? 'not_run' : input.hardLosses.length > 0 ? 'fail' : 'pass',
    },
    {
      name: 'not_rolled_back',
      margin: 0,
      observed: input.previouslyRolledBack === true ? 1 : 0,
      status: input.previouslyRolledBack === undefined ? 'not_run' : input.previouslyRolledBack ? 'fail' : 'pass',
    },
    nonInferiority('non_inferior_overall', overall, policy),
    anchor
      ? nonInferiority('non_inferior_anchor', anchor, policy)
      : { name: 'non_inferior_anchor', margin: policy.margin, observed: 0, status: 'not_run' },
    noHarm(anchor ? [overall, anchor] : [overall], policy),
  ];
}

function nonInferiority(name: Criterion['name'], comparison: Comparison, policy: GatePolicy): Criterion {
  const { margin } = policy;
  const criterion = { name, margin, observed: comparison.delta };
  if (comparison.counts.n === 0) return { ...criterion, status: 'not_run' };
  const measured = { ...criterion, ci: comparison.ciOfTest, p: comparison.pNonInferior };
  if (nonInferiorityIsShown(comparison, policy)) return { ...measured, status: 'pass' };
  return { ...measured, status: comparison.ciOfTest[1] < -margin ? 'fail' : 'inconclusive' };
}

/** Reports the comparison that speaks most for harm; harm that is certain but inside the margin passes. */
function noHarm(comparisons: readonly Comparison[], policy: GatePolicy): Criterion {
  const worst = comparisons.reduce((left, right) => (right.pHarm < left.pHarm ? right : left));
  const criterion: Omit<Criterion, 'status'> = {
    name: 'no_harm_beyond_margin',
    margin: policy.margin,
    observed: worst.delta,
    p: worst.pHarm,
  };
  if (comparisons.every(({ counts }) => counts.n === 0)) return { ...criterion, status: 'not_run' };
  const beyond = comparisons.some((comparison) => !nonInferiorityIsShown(comparison, policy));
  return { ...criterion, status: beyond && harmIsSignificant(worst, policy) ? 'fail' : 'pass' };
}
