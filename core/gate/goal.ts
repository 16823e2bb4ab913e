import { points } from '../figures/figure-text.ts';
import type { GateCase, GateEvidence } from './evidence.ts';
import type { GateCriterion } from './gate-verdict.ts';
import { pairedSample } from './paired-sample.ts';
import type { GatePolicy } from './policy.ts';
import { testPairs, type TestedPairs } from './tested-pairs.ts';

/** What the candidate is for: better by the gain, on its slice or over all. Undefined without a goal. */
export function goalOf({ kind }: GateEvidence, cases: readonly GateCase[], overall: TestedPairs, policy: GatePolicy): TestedPairs | undefined {
  const { slice, gain } = policy.goal;
  if (gain === undefined) return undefined;
  if (slice === '') return overall;
  const inside = cases.filter((one) => one.slices?.includes(slice));
  return testPairs(
    pairedSample(inside.map((one) => ({ reference: one.champion.score, candidate: one.candidate.score, group: one.group })), kind),
    policy.margin,
    policy,
  );
}

/** pass: shown to be better by more than the gain; fail: shown to be better by less; else open. */
export function goalCriterion(tested: TestedPairs | undefined, { goal: { slice, gain = 0 }, alpha }: GatePolicy): GateCriterion {
  const where = slice === '' ? 'over all cases' : `on ${slice}`;
  const base = { name: 'goal', limit: gain };
  if (tested === undefined) return { ...base, limit: null, status: 'not_run', observed: null, interval: null, p: null, n: 0, sentence: 'No goal is set: it is enough to be no worse.', blocking: false };
  const { n } = tested.sample;
  if (n === 0) return { ...base, status: 'open', observed: null, interval: null, p: null, n, sentence: `No case is ${where}, where the goal is.`, blocking: true };
  const p = tested.procedure.exceeds(gain);
  const status = p <= alpha ? 'pass' : tested.ciOfTest[1] < gain ? 'fail' : 'open';
  const asked = gain === 0 ? 'better' : `better by ${points(gain)} points`;
  const says = { pass: `shown to be ${asked}`, fail: `shown not to be ${asked}`, open: `not shown to be ${asked}` };
  return {
    ...base, status, observed: tested.delta, interval: tested.ciOfTest, p, n,
    sentence: `The goal ${where}: ${points(tested.delta)} points on ${n} cases, ${says[status]}.`,
    blocking: status !== 'pass',
  };
}
