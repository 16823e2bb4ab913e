import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../core/gate/decide.ts';
import type { GateCase, GateEvidence } from '../core/gate/evidence.ts';
import { gateReasons, type GateCriterion, type GateVerdict } from '../core/gate/gate-verdict.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';
import { criterion, pairedCases } from './support/gate-cases.ts';

const policy = gatePolicySchema.parse({});
const evidence = (n: number, lost: number, gained: number, more: Partial<GateEvidence> = {}): GateEvidence => ({ kind: 'pass', cases: pairedCases(n, lost, gained), ...more });
const status = (verdict: GateVerdict, name: string): GateCriterion['status'] => criterion(verdict, name).status;
/** The anchor passes where the candidate fails on the first `lost` cases, and fails where it passes on the next `gained`. */
const anchored = (cases: readonly GateCase[], lost: number, gained: number): GateCase[] => {
  const failing = cases.filter(({ candidate }) => candidate.score === 0).slice(0, lost).map(({ id }) => id);
  const passing = cases.filter(({ candidate }) => candidate.score === 1).slice(0, gained).map(({ id }) => id);
  return cases.map((one) => ({ ...one, anchor: { score: failing.includes(one.id) ? 1 : passing.includes(one.id) ? 0 : one.candidate.score } }));
};

describe('the release decision', () => {
  test('promotes when the candidate is shown to be no worse', () => {
    const verdict = decide(evidence(500, 10, 12), policy);
    expect(verdict).toMatchObject({ verdict: 'promote', reasons: ['non_inferior'], n: 500, lost: 10, gained: 12, needed_cases: null, next: null });
    expect(verdict.delta).toBeCloseTo(0.004, 12);
    expect(verdict.p_noninferior).toBeCloseTo(0.00946908, 8);
    expect(verdict.ci[0]).toBeCloseTo(-0.0155138, 6);
    expect(verdict.sentence).toContain('at most 2 points worse');
    expect(status(verdict, 'non_inferior_anchor')).toBe('not_run');
    expect([verdict.cases.lost.length, verdict.cases.gained.length]).toEqual([10, 12]);
  });

  test('says so when the candidate is shown to be better', () => {
    expect(decide(evidence(800, 5, 40), policy)).toMatchObject({ verdict: 'promote', reasons: ['non_inferior', 'improved'] });
  });

  test('holds no case against the anchor that was chosen because the anchor fails it', () => {
    // The candidate passes where the anchor was found to fail: without them it is as far behind as it is.
    const cases = anchored(pairedCases(500, 10, 12), 18, 12);
    const found = pairedCases(200, 0, 0).map((one): GateCase => ({ ...one, id: `found ${one.id}`, foundAgainstAnchor: true }));
    const verdict = decide({ kind: 'pass', cases: [...cases, ...found] }, policy);
    expect(criterion(verdict, 'non_inferior_anchor')).toMatchObject({ n: 500, observed: expect.closeTo(-6 / 500, 10) as number, status: 'open' });
    expect(criterion(verdict, 'non_inferior_overall').n).toBe(700);
    expect(() => decide({ kind: 'pass', cases: [...cases, ...pairedCases(1, 0, 0).map((one) => ({ ...one, id: 'without' }))] }, policy)).toThrow(/the anchor has 500 of 501/);
  });

  test('rejects what was released and taken back before', () => {
    expect(decide(evidence(500, 10, 12, { previouslyRolledBack: true }), policy)).toMatchObject({ verdict: 'reject', reasons: ['previously_rolled_back'] });
  });

  test('rejects significant harm', () => {
    const verdict = decide(evidence(400, 30, 5), policy);
    expect(verdict).toMatchObject({ verdict: 'reject', reasons: ['harm_significant'] });
    expect([status(verdict, 'non_inferior_overall'), status(verdict, 'no_harm_overall')]).toEqual(['fail', 'fail']);
  });

  test('promotes with a note where harm is certain but inside the margin', () => {
    const verdict = decide(evidence(10_000, 60, 30), policy);
    expect(verdict.p_harm).toBeLessThan(0.05);
    expect(verdict).toMatchObject({ verdict: 'promote', reasons: ['non_inferior', 'harm_within_margin'] });
    expect(status(verdict, 'no_harm_overall')).toBe('warn');
  });

  test('does not creep: no worse than the champion is not enough against a better anchor', () => {
    const cases = pairedCases(500, 10, 12);
    const undecided = decide({ kind: 'pass', cases: anchored(cases, 18, 12) }, policy);
    expect(undecided).toMatchObject({ verdict: 'inconclusive', reasons: ['not_shown_anchor'] });
    expect(status(undecided, 'non_inferior_overall')).toBe('pass');
    expect(decide({ kind: 'pass', cases: anchored(cases, 40, 10) }, policy)).toMatchObject({ verdict: 'reject', reasons: ['harm_significant'] });
    expect(decide({ kind: 'pass', cases: anchored(cases, 10, 12) }, policy).verdict).toBe('promote');
    expect(decide({ kind: 'pass', cases: anchored(cases, 18, 12) }, gatePolicySchema.parse({ anchor: { margin: 0.05 } })).verdict).toBe('promote');
  });

  test('asks for 133 cases where a clean sheet is too short', () => {
    const verdict = decide(evidence(100, 0, 0), policy);
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reasons: ['not_shown_overall'], needed_cases: 133, next: 'hold' });
    expect(verdict.sentence).toContain('133');
    expect(decide(evidence(133, 0, 0), policy).verdict).toBe('promote');
    expect(decide(evidence(132, 0, 0), policy).verdict).toBe('inconclusive');
  });

  test('asks for the planned number of cases at the share of flips that was seen', () => {
    // 5 % flips: 773 cases by the formula.
    expect(decide(evidence(400, 11, 9), policy)).toMatchObject({ verdict: 'inconclusive', needed_cases: 773 });
  });

  test('asks for none where the planned number is there and the margin itself was lost', () => {
    // With so little power 400 cases are as many as the plan for an equal candidate asks for.
    const verdict = decide(evidence(400, 24, 16), gatePolicySchema.parse({ power: 0.3, on_inconclusive: 'ask' }));
    expect(verdict).toMatchObject({ verdict: 'inconclusive', needed_cases: null, next: 'ask' });
    expect(verdict.sentence).toContain('not expected to decide it');
  });

  test('plans with the difference that was seen where the cases for an equal candidate were not enough', () => {
    // (1.644854 + .841621)^2 x (.05 - .01^2) / .01^2 = 3085.1
    expect(decide(evidence(800, 24, 16), policy)).toMatchObject({ verdict: 'inconclusive', needed_cases: 3086 });
  });

  test('never promotes without cases, nor on a part of them', () => {
    const empty = decide(evidence(0, 0, 0), policy);
    expect(empty).toMatchObject({ verdict: 'inconclusive', delta: 0, ci: [-1, 1], p_noninferior: 1, p_harm: 1, needed_cases: 133 });
    expect(empty.reasons).toContain('no_cases');
    const partial = decide(evidence(500, 10, 12, { expectedCases: 501 }), policy);
    expect(partial).toMatchObject({ verdict: 'inconclusive', reasons: ['incomplete'] });
    expect(partial.sentence).toContain('500 of 501');
    expect(decide(evidence(400, 30, 5, { expectedCases: 500 }), policy).verdict).toBe('inconclusive');
  });

  test('looks once more at most, with half of alpha at each look, where the policy extends', () => {
    const extend = gatePolicySchema.parse({ on_inconclusive: 'extend' });
    // z of 2.5 % in place of 5 %: (1.959964 + .841621)^2 x .05 / .02^2 = 981.1
    expect(decide(evidence(400, 11, 9), extend)).toMatchObject({ verdict: 'inconclusive', needed_cases: 982, next: 'extend' });
    expect(decide(evidence(400, 11, 9, { extended: true }), extend)).toMatchObject({ verdict: 'inconclusive', needed_cases: null, next: 'hold' });
    expect(decide(evidence(200, 10, 12), gatePolicySchema.parse({ margin: 0.03 })).verdict).toBe('promote');
    expect(decide(evidence(200, 10, 12), gatePolicySchema.parse({ margin: 0.03, on_inconclusive: 'extend' })).verdict).toBe('inconclusive');
  });

  test('refuses evidence that cannot be', () => {
    const [one] = pairedCases(1, 0, 0) as [GateCase];
    expect(() => decide({ kind: 'pass', cases: [one, one] }, policy)).toThrow(/twice/);
    expect(() => decide({ kind: 'score', cases: [{ ...one, candidate: { score: 1.5 } }] }, policy)).toThrow(RangeError);
    expect(() => decide({ kind: 'score', cases: [{ ...one, champion: { score: Number.NaN } }] }, policy)).toThrow(RangeError);
    expect(() => decide({ kind: 'pass', cases: [{ ...one, anchor: { score: 1 } }, { ...one, id: 'other' }] }, policy)).toThrow(/anchor/);
  });

  test('keeps ids out of codes and sentences', () => {
    const cases = pairedCases(300, 3, 0).map((one) => ({ ...one, id: `MARKER-${one.id}`, hard: true }));
    const { criteria, sentence, reasons, slices } = decide({ kind: 'pass', cases }, policy);
    expect(JSON.stringify([criteria, sentence, reasons, slices])).not.toContain('MARKER');
  });

  test('says the same for the same evidence in any order', () => {
    const cases = pairedCases(400, 11, 9, (place) => ({ slices: [`a:${place % 3}`, `b:${place % 5}`], champion: { latencyMs: place % 97 }, candidate: { latencyMs: place % 89, costUsd: 1 } }));
    const one = decide({ kind: 'pass', cases }, policy);
    expect(criterion(one, 'latency_p95_ratio').interval).not.toBeNull();
    expect(decide({ kind: 'pass', cases: cases.toReversed() }, policy)).toEqual(one);
  });

  const counts = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }), fc.nat({ max: 600 }));

  test('promotes exactly when all that must hold holds, and asks for more than it had', () => {
    fc.assert(
      fc.property(counts, fc.boolean(), ([lost, gained, same], rolledBack) => {
        const n = lost + gained + same;
        const verdict = decide(evidence(n, lost, gained, { previouslyRolledBack: rolledBack }), policy);
        expect(verdict.verdict === 'promote').toBe(!verdict.criteria.some(({ blocking }) => blocking));
        expect(verdict.verdict === 'promote').toBe(!rolledBack && n > 0 && status(verdict, 'non_inferior_overall') === 'pass');
        expect(verdict.reasons.length).toBeGreaterThan(0);
        for (const reason of verdict.reasons) expect(gateReasons).toContain(reason);
        if (verdict.needed_cases !== null) expect(verdict.needed_cases).toBeGreaterThan(n);
      }),
      { numRuns: 60 },
    );
  });

  test('a candidate that gains cases instead of leaving them wrong is never judged worse', () => {
    const rank = { reject: 0, inconclusive: 1, promote: 2 };
    fc.assert(
      fc.property(counts, ([lost, gained, same]) => {
        const n = lost + gained + same + 1;
        expect(rank[decide(evidence(n, lost, gained + 1), policy).verdict]).toBeGreaterThanOrEqual(rank[decide(evidence(n, lost, gained), policy).verdict]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the gate policy', () => {
  test('has defaults and refuses unknown keys and margins that promise nothing', () => {
    expect(policy).toMatchObject({ margin: 0.02, alpha: 0.05, power: 0.8, slices: {}, on_inconclusive: 'hold', looks: 'planned' });
    expect(gatePolicySchema.safeParse({ magrin: 0.1 }).success).toBe(false);
    expect(gatePolicySchema.safeParse({ margin: 0 }).success).toBe(false);
    expect(gatePolicySchema.safeParse({ alpha: 0.5 }).success).toBe(false);
    expect(gatePolicySchema.safeParse({ slices: { 'severity:high': { role: 'vital' } } }).success).toBe(false);
  });
});
