import type { GateCase } from './evidence.ts';
import type { GateCriterion } from './gate-verdict.ts';
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

export function hardCriterion({ hard, lost, flaky, bothFail }: HardCases): GateCriterion {
  const base = { name: 'hard_cases', observed: lost.length, limit: 0, interval: null, p: null, n: hard, blocking: lost.length > 0 };
  if (hard === 0) return { ...base, observed: null, status: 'not_run', sentence: 'The suite has no cases that must never be lost.' };
  const flakes = flaky.length > 0 ? ` ${flaky.length} failed once and passed when asked again.` : '';
  const both = bothFail.length > 0 ? ` ${bothFail.length} fail with both, so nothing was lost there.` : '';
  if (lost.length > 0) return { ...base, status: 'fail', sentence: `${lost.length} of ${hard} cases that must never be lost are lost.${flakes}${both}` };
  return { ...base, status: flaky.length + bothFail.length > 0 ? 'warn' : 'pass', sentence: `None of ${hard} cases that must never be lost is lost.${flakes}${both}` };
}
