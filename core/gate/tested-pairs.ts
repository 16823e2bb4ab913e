import { points, pointsRange } from '../figures/figure-text.ts';
import type { CriterionStatus, GateCriterion, Interval } from './gate-verdict.ts';
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
export function nonInferiority(tested: TestedPairs, alpha: number): CriterionStatus {
  if (tested.sample.n === 0) return 'open';
  if (tested.pNonInferior <= alpha) return 'pass';
  return tested.ciOfTest[1] < -tested.margin ? 'fail' : 'open';
}

export function nonInferiorityCriterion(name: string, reference: string, tested: TestedPairs, alpha: number): GateCriterion {
  const status = nonInferiority(tested, alpha);
  const claim = `at most ${marginText(tested.margin)} worse than ${reference}`;
  const says = { pass: `shown to be ${claim}`, fail: `shown to be more than ${marginText(tested.margin)} worse than ${reference}`, open: `not shown to be ${claim}` };
  return {
    name, status, observed: tested.delta, limit: -tested.margin, interval: tested.ciOfTest, p: tested.pNonInferior, n: tested.sample.n,
    sentence: tested.sample.n === 0 ? `No case to compare with ${reference}.` : `${seen(tested).replace('on', 'On')}: ${says[status as keyof typeof says]}.`,
    blocking: status !== 'pass',
  };
}

/** Worse at all: fail where that is certain and not shown to be inside the margin, warn where it is shown to be. */
export function harmCriterion(name: string, reference: string, tested: TestedPairs, alpha: number): GateCriterion {
  const { sample, pHarm, delta, ci95 } = tested;
  const harmed = pHarm <= alpha;
  const status = sample.n === 0 ? 'not_run' : !harmed ? 'pass' : nonInferiority(tested, alpha) === 'pass' ? 'warn' : 'fail';
  const says = {
    not_run: 'No cases to compare.', pass: `No significant loss against ${reference}.`,
    warn: `Certainly worse than ${reference}, but within the margin.`, fail: `Significantly worse than ${reference}.`,
  };
  return {
    name, status, observed: sample.n === 0 ? null : delta, limit: 0, interval: sample.n === 0 ? null : ci95, p: sample.n === 0 ? null : pHarm,
    n: sample.n, sentence: says[status], blocking: status === 'fail',
  };
}

/** `on 500 cases it lost 10 and gained 12 (+0.4 points, 95 % interval −1.6 … +2.4)` */
export function seen({ sample, delta, ci95 }: TestedPairs): string {
  const cases = sample.n === 1 ? '1 case' : `${sample.n} cases`;
  return `on ${cases} it lost ${sample.lost} and gained ${sample.gained} (${points(delta)} points, 95 % interval ${pointsRange(ci95)})`;
}

/** A margin in percentage points: `2 points`. */
export function marginText(margin: number): string {
  const value = Number((margin * 100).toFixed(1));
  return `${value} ${value === 1 ? 'point' : 'points'}`;
}
