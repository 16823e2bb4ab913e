import { parseDuration } from '../config/duration.ts';
import type { GateCase, GateEvidence } from './evidence.ts';
import type { TestedCriterion } from './gate-verdict.ts';
import type { GatePolicy } from './policy.ts';

const day = 86_400_000;
const plain = { interval: null, p: null };

/** Every case that should be there is there: an empty or partial evaluation proves nothing. */
export function completeness({ cases, expectedCases }: GateEvidence): TestedCriterion {
  const n = cases.length;
  const expected = expectedCases ?? n;
  const whole = n > 0 && n >= expected;
  return {
    name: 'complete', status: whole ? 'pass' : 'fail', observed: n, limit: Math.max(1, expected), ...plain, n,
    facts: { code: 'complete', n, expected },
    blocking: !whole,
  };
}

export function notRolledBack({ previouslyRolledBack }: GateEvidence): TestedCriterion {
  const before = previouslyRolledBack ?? null;
  return {
    name: 'not_rolled_back', status: before === null ? 'not_run' : before ? 'fail' : 'pass',
    observed: before === null ? null : Number(before), limit: 0, ...plain, n: 1,
    facts: { code: 'not_rolled_back', before }, blocking: before === true,
  };
}

/** No case was part of what the candidate learnt from. */
export function uncontaminated({ contaminated, cases }: GateEvidence, { contamination }: GatePolicy): TestedCriterion {
  const seen = contaminated === undefined ? null : new Set(contaminated).size;
  const excluded = contamination === 'exclude';
  return {
    name: 'uncontaminated', status: seen === null ? 'not_run' : seen === 0 ? 'pass' : excluded ? 'warn' : 'fail',
    observed: seen, limit: 0, ...plain, n: cases.length,
    facts: { code: 'uncontaminated', seen, excluded }, blocking: seen !== null && seen > 0 && !excluded,
  };
}

/** Where a model judged cases: it agrees with people, on enough labels, that are young enough. */
export function judgeTrusted({ judge }: GateEvidence, cases: readonly GateCase[], { judge_trust: asked }: GatePolicy): TestedCriterion {
  const n = cases.filter((one) => one.judged === true).length;
  const known = judge === undefined || judge === null || judge.kappaLow === null ? null : { kappa: judge.kappa ?? judge.kappaLow, kappa_low: judge.kappaLow, labels: judge.labels };
  const tooOld = judge?.ageDays === undefined || judge.ageDays === null || judge.ageDays * day > (parseDuration(asked.age) ?? 0);
  const lacks = known === null ? {} : {
    ...(known.kappa_low < asked.kappa_low && { kappa_low: asked.kappa_low }),
    ...(known.labels < asked.labels && { labels: asked.labels }),
    ...(tooOld && { age: asked.age }),
  };
  const faulty = n > 0 && (known === null || Object.keys(lacks).length > 0);
  return {
    name: 'judge_trusted', status: n === 0 ? 'not_run' : faulty ? 'fail' : 'pass',
    observed: n === 0 ? null : (known?.kappa_low ?? null), limit: asked.kappa_low, ...plain, n,
    facts: { code: 'judge_trusted', n, judge: known, lacks }, blocking: faulty,
  };
}
