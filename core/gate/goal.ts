import type { GateCase, GateEvidence } from './evidence.ts';
import type { TestedCriterion } from './gate-verdict.ts';
import { againstChampion, pairedSample } from './paired-sample.ts';
import type { GatePolicy } from './policy.ts';
import { testPairs, type TestedPairs } from './tested-pairs.ts';

/** What the candidate is for: better by the gain, on its slice or over all. Undefined without a goal. */
export function goalOf({ kind }: GateEvidence, cases: readonly GateCase[], overall: TestedPairs, policy: GatePolicy): TestedPairs | undefined {
  const { slice, gain } = policy.goal;
  if (gain === undefined) return undefined;
  if (slice === '') return overall;
  const inside = cases.filter((one) => one.slices?.includes(slice));
  return testPairs(
    pairedSample(inside.map(againstChampion), kind),
    policy.margin,
    policy,
  );
}

/** pass: shown to be better by more than the gain; fail: shown to be better by less; else open. */
export function goalCriterion(tested: TestedPairs | undefined, { goal: { slice, gain = 0 }, alpha }: GatePolicy): TestedCriterion {
  const untested = { name: 'goal', observed: null, interval: null, p: null, n: 0 };
  const facts = { code: 'goal', slice, gain, n: 0, delta: 0, status: 'open' } as const;
  if (tested === undefined) return { ...untested, limit: null, status: 'not_run', facts: { ...facts, gain: null }, blocking: false };
  const { sample: { n }, delta, ciOfTest } = tested;
  if (n === 0) return { ...untested, limit: gain, status: 'open', facts, blocking: true };
  const p = tested.procedure.exceeds(gain);
  const status = p <= alpha ? 'pass' : ciOfTest[1] < gain ? 'fail' : 'open';
  return { name: 'goal', limit: gain, status, observed: delta, interval: ciOfTest, p, n, facts: { ...facts, n, delta, status }, blocking: status !== 'pass' };
}
