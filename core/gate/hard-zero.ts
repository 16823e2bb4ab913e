import type { GateCase } from './evidence.ts';
import type { TestedCriterion } from './gate-verdict.ts';
import type { GatePolicy } from './policy.ts';

/** Ids in code unit order. */
export type HardCases = { hard: number; lost: string[]; flaky: string[]; bothFail: string[] };

/**
 * What became of the cases that must never be lost. Lost: the candidate scores lower than the champion by more than the margin.
 * A flake: it passed each re-run (at least `hard_zero.reruns` of them); a loss that was not asked again is a loss.
 */
export function hardCases(cases: readonly GateCase[], { margin, hard_zero: { reruns } }: GatePolicy): HardCases {
  const found: HardCases = { hard: 0, lost: [], flaky: [], bothFail: [] };
  for (const { id, hard, champion, candidate, reruns: scores = [] } of cases) {
    if (hard !== true) continue;
    found.hard += 1;
    if (candidate.score >= champion.score - margin) {
      if (candidate.score === 0) found.bothFail.push(id);
    } else if (reruns > 0 && scores.length >= reruns && scores.every((score) => score >= champion.score - margin)) {
      found.flaky.push(id);
    } else {
      found.lost.push(id);
    }
  }
  for (const ids of [found.lost, found.flaky, found.bothFail]) ids.sort();
  return found;
}

/** Which hard cases to ask the candidate again, and how often, before the gate decides. */
export function hardCasesToRerun(cases: readonly GateCase[], policy: GatePolicy): { ids: string[]; times: number } {
  const { reruns } = policy.hard_zero;
  return { ids: reruns === 0 ? [] : hardCases(cases, { ...policy, hard_zero: { reruns: 0 } }).lost, times: reruns };
}

export function hardCriterion({ hard, lost, flaky, bothFail }: HardCases): TestedCriterion {
  return {
    name: 'hard_cases', status: hard === 0 ? 'not_run' : lost.length > 0 ? 'fail' : flaky.length + bothFail.length > 0 ? 'warn' : 'pass',
    observed: hard === 0 ? null : lost.length, limit: 0, interval: null, p: null, n: hard, blocking: lost.length > 0,
    facts: { code: 'hard_cases', hard, lost: lost.length, flaky: flaky.length, both_fail: bothFail.length },
  };
}
