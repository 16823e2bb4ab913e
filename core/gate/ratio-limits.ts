import { duration } from '../figures/figure-text.ts';
import type { GateCase, GateSide } from './evidence.ts';
import type { GateCriterion } from './gate-verdict.ts';
import { ratioOfMeans, ratioOfQuantiles, type MeasuredPair, type PairedRatio } from './paired-ratio.ts';
import type { GatePolicy } from './policy.ts';

/** Mean cost a case, candidate to champion. fail: the whole interval lies above the limit; warn: the ratio does. */
export function costCriterion(cases: readonly GateCase[], { cost: { max_ratio: limit = Infinity, min_cases: minCases }, alpha, seed }: GatePolicy): GateCriterion {
  const pairs = measured(cases, (side) => side.costUsd);
  const base = { name: 'cost_ratio', limit: Number.isFinite(limit) ? limit : null, n: pairs.length };
  if (pairs.length < minCases) return { ...base, ...notRun, sentence: tooFew(pairs.length, minCases, 'a cost') };
  const found = ratioOfMeans(pairs, { level: 1 - 2 * alpha, seed, name: 'cost' });
  const status = statusOf(found, limit);
  const dollars = (value: number): string => `$${Number(value.toPrecision(3))}`;
  return { ...base, ...figures(found), status, sentence: `A case costs ${dollars(found.champion)} with the champion and ${dollars(found.candidate)} with the candidate${says(found, status, limit)}.`, blocking: status === 'fail' };
}

/** 95th percentile of latency, candidate to champion; a rise that nobody feels is none. */
export function latencyCriterion(cases: readonly GateCase[], { latency: { max_ratio: limit, tolerated_ms: tolerated, min_cases: minCases }, alpha, seed }: GatePolicy): GateCriterion {
  const pairs = measured(cases, (side) => side.latencyMs);
  const base = { name: 'latency_p95_ratio', limit, n: pairs.length };
  if (pairs.length < minCases) return { ...base, ...notRun, sentence: tooFew(pairs.length, minCases, 'a latency') };
  const found = ratioOfQuantiles(pairs, 0.95, { level: 1 - 2 * alpha, seed, name: 'latency' });
  const status = found.candidate - found.champion <= tolerated ? 'pass' : statusOf(found, limit);
  return { ...base, ...figures(found), status, sentence: `95 % of replies take at most ${duration(found.champion)} with the champion and ${duration(found.candidate)} with the candidate${says(found, status, limit)}.`, blocking: status === 'fail' };
}

const notRun = { status: 'not_run', observed: null, interval: null, p: null, blocking: false } as const;

const tooFew = (n: number, least: number, what: string): string =>
  n === 0 ? `No case has ${what} on both sides.` : `Only ${n} cases have ${what} on both sides; ${least} are asked for.`;

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

const figures = ({ ratio, interval }: PairedRatio) => ({ observed: Number.isFinite(ratio) ? ratio : null, interval, p: null });

function says({ ratio, interval }: PairedRatio, status: 'pass' | 'warn' | 'fail', limit: number): string {
  if (!Number.isFinite(ratio)) return '';
  const times = (value: number): string => value.toFixed(2);
  const between = interval === null ? '' : ` (${times(interval[0])} to ${times(interval[1])})`;
  const verdict = { pass: '', warn: `, above ${limit} but not shown to be`, fail: `, shown to be above ${limit}` };
  return `, ${times(ratio)} times${between}${verdict[status]}`;
}
