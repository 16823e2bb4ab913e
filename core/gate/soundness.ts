import { parseDuration } from '../config/duration.ts';
import type { GateCase, GateEvidence } from './evidence.ts';
import type { GateCriterion } from './gate-verdict.ts';
import type { GatePolicy } from './policy.ts';

const day = 86_400_000;
const plain = { interval: null, p: null };

/** Every case that should be there is there: an empty or partial evaluation proves nothing. */
export function completeness({ cases, expectedCases }: GateEvidence): GateCriterion {
  const n = cases.length;
  const expected = expectedCases ?? n;
  const whole = n > 0 && n >= expected;
  return {
    name: 'complete', status: whole ? 'pass' : 'fail', observed: n, limit: Math.max(1, expected), ...plain, n,
    sentence: n === 0 ? 'Not a single case was evaluated.' : whole ? n === 1 ? 'The one case is there.' : `All ${n} cases are there.` : `Only ${n} of ${expected} cases were evaluated.`,
    blocking: !whole,
  };
}

export function notRolledBack({ previouslyRolledBack }: GateEvidence): GateCriterion {
  const before = previouslyRolledBack === true;
  return {
    name: 'not_rolled_back', status: previouslyRolledBack === undefined ? 'not_run' : before ? 'fail' : 'pass',
    observed: previouslyRolledBack === undefined ? null : Number(before), limit: 0, ...plain, n: 1,
    sentence: before ? 'This candidate was released and taken back before; the same tests cannot clear it.' : previouslyRolledBack === undefined ? 'Not known whether it was taken back before.' : 'It was never taken back.',
    blocking: before,
  };
}

/** No case was part of what the candidate learnt from. */
export function uncontaminated({ contaminated, cases }: GateEvidence, { contamination }: GatePolicy): GateCriterion {
  const base = { name: 'uncontaminated', limit: 0, ...plain, n: cases.length };
  if (contaminated === undefined) return { ...base, status: 'not_run', observed: null, sentence: 'Not checked whether the candidate has seen these cases.', blocking: false };
  const count = new Set(contaminated).size;
  if (count === 0) return { ...base, status: 'pass', observed: 0, sentence: 'The candidate has seen none of these cases.', blocking: false };
  const excluded = contamination === 'exclude';
  return {
    ...base, status: excluded ? 'warn' : 'fail', observed: count,
    sentence: `The candidate has seen ${count} of these cases${excluded ? '; they count for nothing' : ': its scores say nothing about new ones'}.`,
    blocking: !excluded,
  };
}

/** Where a model judged cases: it agrees with people, on enough labels, that are young enough. */
export function judgeTrusted({ judge }: GateEvidence, cases: readonly GateCase[], { judge_trust: asked }: GatePolicy): GateCriterion {
  const n = cases.filter((one) => one.judged === true).length;
  const base = { name: 'judge_trusted', limit: asked.kappa_low, interval: null, p: null, n };
  if (n === 0) return { ...base, status: 'not_run', observed: null, sentence: 'No case was judged by a model.', blocking: false };
  if (judge === undefined || judge === null || judge.kappaLow === null) {
    return { ...base, status: 'fail', observed: null, sentence: `${n} cases were judged by a model that nobody compared with people yet.`, blocking: true };
  }
  const kappa = `kappa ${(judge.kappa ?? judge.kappaLow).toFixed(2)}, at least ${judge.kappaLow.toFixed(2)}, on ${judge.labels} labels`;
  const faults = [
    ...(judge.kappaLow < asked.kappa_low ? [`at least ${asked.kappa_low} is asked for`] : []),
    ...(judge.labels < asked.labels ? [`${asked.labels} labels are asked for`] : []),
    ...(judge.ageDays === null || judge.ageDays * day > (parseDuration(asked.age) ?? 0) ? [`the labels are older than ${asked.age}`] : []),
  ];
  return {
    ...base, status: faults.length > 0 ? 'fail' : 'pass', observed: judge.kappaLow,
    sentence: `The judge of ${n} cases agrees with people: ${kappa}${faults.length > 0 ? `; but ${faults.join(', and ')}` : ''}.`,
    blocking: faults.length > 0,
  };
}
