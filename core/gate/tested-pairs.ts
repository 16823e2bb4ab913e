import type { Reference } from './criterion-facts.ts';
import type { Interval, TestedCriterion } from './gate-verdict.ts';
import type { HowTested } from './paired-procedures.ts';
import { procedureFor } from './paired-procedures.ts';
import type { PairedSample } from './paired-sample.ts';
import type { GatePolicy } from './policy.ts';
import type { Procedure } from './procedure.ts';

/** A sample with what its tests say at a margin. */
export type TestedPairs = {
  sample: PairedSample;
  procedure: Procedure;
  margin: number;
  delta: number;
  /** For a reader. */
  ci95: Interval;
  /** Agrees with the test: two-sided 1 - 2 alpha. */
  ciOfTest: Interval;
  pNonInferior: number;
  pHarm: number;
};

export const howTested = (policy: GatePolicy): HowTested => ({ looks: policy.looks, minGradedCases: policy.min_graded_cases });

/**
 * @param policy `alpha` is that of this look
 * @param better a sharper procedure and its estimate, where there is one
 */
export function testPairs(sample: PairedSample, margin: number, policy: GatePolicy, better?: Procedure & { estimate: number }): TestedPairs {
  const procedure = better ?? procedureFor(sample, howTested(policy));
  return {
    sample, procedure, margin,
    delta: better?.estimate ?? sample.candidate - sample.reference,
    ci95: procedure.interval(0.95),
    ciOfTest: procedure.interval(1 - 2 * policy.alpha),
    pNonInferior: procedure.exceeds(-margin),
    pHarm: procedure.pHarm,
  };
}

/** No worse than by the margin: pass where shown, fail where the opposite is, else open. */
export function nonInferiority(tested: TestedPairs, alpha: number): 'pass' | 'fail' | 'open' {
  if (tested.sample.n === 0) return 'open';
  if (tested.pNonInferior <= alpha) return 'pass';
  return tested.ciOfTest[1] < -tested.margin ? 'fail' : 'open';
}

export function nonInferiorityCriterion(name: string, reference: Reference, tested: TestedPairs, alpha: number): TestedCriterion {
  const { sample: { n, lost, gained }, delta, ci95, margin } = tested;
  const status = nonInferiority(tested, alpha);
  return {
    name, status, observed: delta, limit: -margin, interval: tested.ciOfTest, p: tested.pNonInferior, n,
    facts: { code: 'non_inferior', reference, n, lost, gained, delta, ci95, margin, status }, blocking: status !== 'pass',
  };
}

/** Worse at all: fail where that is certain and not shown to be inside the margin, warn where it is shown to be. */
export function harmCriterion(name: string, reference: Reference, tested: TestedPairs, alpha: number): TestedCriterion {
  const { sample: { n }, pHarm, delta, ci95 } = tested;
  const base = { name, limit: 0, n };
  if (n === 0) return { ...base, status: 'not_run', observed: null, interval: null, p: null, facts: { code: 'no_harm', reference, status: 'not_run' }, blocking: false };
  const status = pHarm > alpha ? 'pass' : nonInferiority(tested, alpha) === 'pass' ? 'warn' : 'fail';
  return { ...base, status, observed: delta, interval: ci95, p: pHarm, facts: { code: 'no_harm', reference, status }, blocking: status === 'fail' };
}
