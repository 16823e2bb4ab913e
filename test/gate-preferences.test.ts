import { describe, expect, test } from 'vitest';
import type { PairTally } from '../core/evaluation/judged/score-pairs.ts';
import { decide } from '../core/gate/decide.ts';
import type { GateCase, GateEvidence } from '../core/gate/evidence.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';
import { criterion, pairedCases } from './support/gate-cases.ts';

const judge = { labels: 120, kappa: 0.71, kappaLow: 0.58, ageDays: 9, parseFailureRate: 0 };
const tally = (compared: number, consistent: number): PairTally => ({ pairs: compared, identical: 0, compared, consistent, ties: 0, firstPlace: compared - consistent, unreadable: 0, unanswered: 0, noReply: 0 });
const decided = (cases: readonly GateCase[], policy: object = {}, more: Partial<GateEvidence> = {}) => decide({ kind: 'pass', cases, judge, ...more }, gatePolicySchema.parse(policy));

/** The same cases; those that neither side loses are compared as pairs, and tied. */
const tied = (cases: readonly GateCase[]): GateCase[] =>
  cases.map((one) => (one.champion.score === one.candidate.score ? { ...one, preference: true, champion: { score: 0.5 }, candidate: { score: 0.5 } } : one));

describe('pairs beside cases that pass or fail', () => {
  test.each([[200, 10, 12, 0.03, 0.04984212], [500, 10, 12, 0.02, 0.00946908], [1000, 20, 20, 0.02, 0.00187264], [400, 0, 0, 0.01, 0.02221159]])(
    'a tie is to the test what two right replies are: n %i, lost %i, gained %i at margin %f gives Tango\'s p', (n, lost, gained, margin, p) => {
      const cases = pairedCases(n, lost, gained);
      for (const ones of [cases, tied(cases)]) expect(decided(ones, { margin }).p_noninferior).toBeCloseTo(p, 8);
      const [rule, pairs] = [decided(cases, { margin }), decided(tied(cases), { margin })];
      expect([pairs.p_harm, pairs.ci, pairs.needed_cases, pairs.delta]).toEqual([rule.p_harm, rule.ci, rule.needed_cases, rule.delta]);
    });

  test('a winner in both orders is a case lost or gained', () => {
    const cases = pairedCases(500, 10, 12);
    const won = cases.map((one) => (one.champion.score === one.candidate.score ? one : { ...one, preference: true }));
    expect(decided(won)).toMatchObject({ p_noninferior: decided(cases).p_noninferior, lost: 10, gained: 12 });
  });

  test('hold at every look as others do', () => {
    const cases = pairedCases(600, 3, 12);
    expect(decided(tied(cases), { looks: 'any' }).p_noninferior).toBe(decided(cases, { looks: 'any' }).p_noninferior);
  });

  test('a half that is no tie of a pair is a graded score: the t test then, as before', () => {
    const halves = pairedCases(400, 4, 4, (place) => (place === 300 ? { champion: { score: 0.5 }, candidate: { score: 0.5 } } : {}));
    const rule = decided(pairedCases(400, 4, 4));
    expect(decided(halves).p_noninferior).not.toBeCloseTo(rule.p_noninferior, 4);
    const repeated = pairedCases(400, 4, 4, (place) => (place === 300 ? { preference: true, champion: { score: 0.25 }, candidate: { score: 0.75 } } : {}));
    expect(decided(repeated).p_noninferior).not.toBeCloseTo(rule.p_noninferior, 4);
  });
});

describe('the best recent release', () => {
  test('is compared with by scores of its own: what is preferred to the champion may be worse than the release before it', () => {
    const cases = pairedCases(400, 0, 40, () => ({ preference: true, judged: true })).map((one, place) => ({ ...one, anchor: place < 40 ? { score: 1, candidate: 0 } : { score: 0.5, candidate: 0.5 } }));
    const verdict = decided(cases);
    expect(criterion(verdict, 'non_inferior_overall').status).toBe('pass');
    expect(criterion(verdict, 'no_harm_anchor')).toMatchObject({ status: 'fail', observed: expect.closeTo(-0.1, 10) as number });
    expect(verdict).toMatchObject({ verdict: 'reject', reasons: ['harm_significant'] });
  });
});

describe('a judge that goes by the place', () => {
  const ties = tied(pairedCases(400, 0, 0, () => ({ judged: true })));

  test.each([
    [400, 'pass', false, 'promote', ['non_inferior']],
    [210, 'fail', true, 'inconclusive', ['judge_not_trusted']],
  ] as const)('makes ties, which look like no worse: with %i of 400 pairs consistent the verdict is no mistake', (consistent, status, blocking, verdict, reasons) => {
    const found = decided(ties, {}, { pairs: tally(400, consistent) });
    expect(criterion(found, 'pairs_consistent')).toMatchObject({ status, blocking, n: 400, observed: consistent / 400, limit: 0.6 });
    expect(found).toMatchObject({ verdict, reasons });
  });

  test('is warned of where few pairs leave it open, and the limit is the policy\'s', () => {
    expect(criterion(decided(ties, {}, { pairs: tally(10, 5) }), 'pairs_consistent')).toMatchObject({ status: 'warn', blocking: false });
    expect(criterion(decided(ties, { judge_trust: { pair_consistency: 0.4 } }, { pairs: tally(400, 210) }), 'pairs_consistent').status).toBe('pass');
  });

  test('is said once, where nobody has compared it with people either', () => {
    expect(decided(ties, {}, { judge: null, pairs: tally(400, 20) }).reasons).toEqual(['judge_not_trusted']);
  });

  test('is no criterion where no pair was shown to a judge', () => {
    for (const more of [{}, { pairs: tally(0, 0) }]) expect(decided(ties, {}, more).criteria.map(({ name }) => name)).not.toContain('pairs_consistent');
  });
});
