import type { GateCase, GateSide } from './evidence.ts';
import type { TestedCriterion } from './gate-verdict.ts';
import { ratioOfMeans, ratioOfQuantiles, type MeasuredPair, type PairedRatio } from './paired-ratio.ts';
import type { GatePolicy } from './policy.ts';

/** Mean cost a case, candidate to champion. fail: the whole interval lies above the limit; warn: the ratio does. */
export function costCriterion(cases: readonly GateCase[], { cost: { max_ratio: limit = Infinity, min_cases: minCases }, alpha, seed }: GatePolicy): TestedCriterion {
  const pairs = measured(cases, (side) => side.costUsd);
  const base = { name: 'cost_ratio', limit: Number.isFinite(limit) ? limit : null, n: pairs.length };
  if (pairs.length < minCases) return { ...base, ...notRun, facts: { code: 'too_few_measured', what: 'cost', n: pairs.length, min_cases: minCases } };
  const found = ratioOfMeans(pairs, { level: 1 - 2 * alpha, seed, name: 'cost' });
  const status = statusOf(found, limit);
  return { ...base, ...figures(found), status, facts: { code: 'cost_ratio', ...said(found), limit: base.limit, status }, blocking: status === 'fail' };
}

/** 95th percentile of latency, candidate to champion; a rise that nobody feels is none. */
export function latencyCriterion(cases: readonly GateCase[], { latency: { max_ratio: limit, tolerated_ms: tolerated, min_cases: minCases }, alpha, seed }: GatePolicy): TestedCriterion {
  const pairs = measured(cases, (side) => side.latencyMs);
  const base = { name: 'latency_p95_ratio', limit, n: pairs.length };
  if (pairs.length < minCases) return { ...base, ...notRun, facts: { code: 'too_few_measured', what: 'latency', n: pairs.length, min_cases: minCases } };
  const found = ratioOfQuantiles(pairs, 0.95, { level: 1 - 2 * alpha, seed, name: 'latency' });
  const status = found.candidate - found.champion <= tolerated ? 'pass' : statusOf(found, limit);
  return { ...base, ...figures(found), status, facts: { code: 'latency_p95_ratio', ...said(found), limit, status }, blocking: status === 'fail' };
}

const notRun = { status: 'not_run', observed: null, interval: null, p: null, blocking: false } as const;

function measured(cases: readonly GateCase[], of: (side: GateSide) => number | undefined): MeasuredPair[] {
  return cases.flatMap(({ champion, candidate, group }) => {
    const [before, after] = [of(champion), of(candidate)];
    return before === undefined || after === undefined ? [] : [{ champion: before, candidate: after, group }];
  });
}

function statusOf({ champion, candidate, ratio, interval }: PairedRatio, limit: number): 'pass' | 'warn' | 'fail' {
  // From nothing to something is beyond any ratio.
  if (champion === 0) return candidate === 0 || limit === Infinity ? 'pass' : 'fail';
  if (interval !== null && interval[0] > limit) return 'fail';
  return ratio > limit ? 'warn' : 'pass';
}

/** JSON, in which the facts are kept, knows no infinity. */
const finite = (ratio: number): number | null => (Number.isFinite(ratio) ? ratio : null);
const figures = ({ ratio, interval }: PairedRatio) => ({ observed: finite(ratio), interval, p: null });
const said = ({ champion, candidate, ratio, interval }: PairedRatio) => ({ champion, candidate, ratio: finite(ratio), interval });
