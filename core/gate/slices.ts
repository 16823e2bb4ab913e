import padjust from '@stdlib/stats-padjust';
import type { GateCase, GateEvidence } from './evidence.ts';
import { sentenceIn } from '../figures/sentence-in.ts';
import type { CriterionFacts } from './criterion-facts.ts';
import type { CriterionStatus, GateSlice, TestedCriterion } from './gate-verdict.ts';
import { againstChampion, pairedSample } from './paired-sample.ts';
import type { GatePolicy, SliceRole } from './policy.ts';
import { english } from './sentences/english.ts';
import { missingCritical, ruleOf, type SliceRule } from './slice-rules.ts';
import { nonInferiority, testPairs, type TestedPairs } from './tested-pairs.ts';

export type TestedSlice = SliceRule & { name: string; tested: TestedPairs; adjusted: number; status: Exclude<CriterionStatus, 'not_run'> };

/**
 * Every slice of the cases against the champion. Harm is tested one-sided: over critical and guarded slices together with Holm,
 * over exploratory ones with Benjamini-Hochberg. Non-inferiority on each critical slice stands by itself: all of them must hold,
 * so no correction is needed (intersection-union).
 */
export function testSlices({ kind }: GateEvidence, cases: readonly GateCase[], policy: GatePolicy): TestedSlice[] {
  const members = new Map<string, GateCase[]>();
  for (const one of cases) {
    for (const name of new Set(one.slices)) {
      const others = members.get(name);
      if (others) others.push(one);
      else members.set(name, [one]);
    }
  }
  const slices = [...members]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inside]) => {
      const rule = ruleOf(name, policy, kind);
      const sample = pairedSample(inside.map(againstChampion), kind);
      return { name, ...rule, tested: testPairs(sample, rule.margin, policy) };
    });
  const confirmatory = adjust(slices.filter(({ role }) => role !== 'exploratory'), 'holm');
  const exploratory = adjust(slices.filter(({ role }) => role === 'exploratory'), 'bh');
  return [...confirmatory, ...exploratory].map((slice) => ({ ...slice, status: statusOf(slice, policy.alpha) }));
}

function adjust<T extends { tested: TestedPairs }>(slices: readonly T[], method: 'holm' | 'bh'): (T & { adjusted: number })[] {
  const adjusted = slices.length === 0 ? [] : padjust(slices.map(({ tested }) => tested.pHarm), method);
  return slices.map((slice, place) => ({ ...slice, adjusted: Math.min(1, adjusted[place] ?? 1) }));
}

function statusOf({ role, minCases, tested, adjusted }: Omit<TestedSlice, 'status'>, alpha: number): TestedSlice['status'] {
  const harmed = adjusted <= alpha;
  const shown = nonInferiority(tested, alpha);
  if (role === 'exploratory') return harmed ? 'warn' : 'pass';
  if (role === 'guarded') return harmed ? (shown === 'pass' ? 'warn' : 'fail') : 'pass';
  if (harmed) return 'fail';
  return tested.sample.n < minCases ? 'warn' : shown;
}

/** A criterion for each critical slice, also for those that the suite lacks, and one for all guarded slices together. */
export function sliceCriteria(slices: readonly TestedSlice[], policy: GatePolicy): TestedCriterion[] {
  const missing = missingCritical(slices.map(({ name }) => name), policy).map((slice): TestedCriterion => ({
    name: `critical_slice:${slice}`, status: 'not_run', observed: null, limit: null, interval: null, p: null, n: 0,
    facts: { code: 'critical_slice_missing', slice }, blocking: true,
  }));
  const critical = slices.filter(({ role }) => role === 'critical').map((slice): TestedCriterion => ({
    name: `critical_slice:${slice.name}`, status: slice.status, observed: slice.tested.delta, limit: -slice.margin,
    interval: slice.tested.ciOfTest, p: slice.tested.pNonInferior, n: slice.tested.sample.n,
    facts: factsOf(slice), blocking: slice.status === 'fail' || slice.status === 'open',
  }));
  return [...missing, ...critical, guardedCriterion(slices.filter(({ role }) => role === 'guarded'))];
}

function guardedCriterion(slices: readonly TestedSlice[]): TestedCriterion {
  const [worst] = slices.toSorted((one, other) => one.adjusted - other.adjusted || one.tested.delta - other.tested.delta);
  const base = { name: 'guarded_slices', limit: 0, n: slices.length };
  if (worst === undefined) return { ...base, status: 'not_run', observed: null, interval: null, p: null, facts: { code: 'guarded_slices', slices: 0, named: [], status: 'not_run' }, blocking: false };
  const broken = slices.filter(({ status }) => status === 'fail');
  const inside = slices.filter(({ status }) => status === 'warn');
  const status = broken.length > 0 ? 'fail' : inside.length > 0 ? 'warn' : 'pass';
  const named = { fail: broken, warn: inside, pass: [worst] }[status].map(({ name, tested }) => ({ slice: name, delta: tested.delta }));
  return {
    ...base, status, observed: worst.tested.delta, interval: worst.tested.ci95, p: worst.adjusted,
    facts: { code: 'guarded_slices', slices: slices.length, named, status }, blocking: status === 'fail',
  };
}

function factsOf({ name, role, margin, minCases, tested: { sample: { n, lost, gained } }, status }: TestedSlice): CriterionFacts {
  return { code: 'slice', slice: name, role, n, lost, gained, margin, min_cases: minCases, status };
}

const order: Readonly<Record<CriterionStatus, number>> = { fail: 0, open: 1, warn: 2, pass: 3, not_run: 4 };
const roleOrder: Readonly<Record<SliceRole, number>> = { critical: 0, guarded: 1, exploratory: 2 };

/** For the verdict: worst first. */
export const sliceRows = (slices: readonly TestedSlice[]): GateSlice[] =>
  slices
    .toSorted((one, other) =>
      order[one.status] - order[other.status] || one.tested.delta - other.tested.delta || roleOrder[one.role] - roleOrder[other.role] || (one.name < other.name ? -1 : 1))
    .map((slice) => {
      const { sample, delta, ci95, pNonInferior, pHarm } = slice.tested;
      return {
        name: slice.name, role: slice.role, n: sample.n, lost: sample.lost, gained: sample.gained,
        champion: sample.reference, candidate: sample.candidate, delta, ci: ci95, margin: slice.margin, min_cases: slice.minCases,
        p_noninferior: pNonInferior, p_harm: pHarm, p_harm_adjusted: slice.adjusted, status: slice.status, sentence: sentenceIn(english, factsOf(slice)),
      };
    });
