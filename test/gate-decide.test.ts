import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../core/gate/decide.ts';
import { reasonCodes } from '../core/gate/decision.ts';
import type { Criterion, GateDecision } from '../core/gate/decision.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';

const policy = gatePolicySchema.parse({});
const good = { n: 500, lost: 10, gained: 12 };
const bad = { n: 400, lost: 30, gained: 5 };
const thin = { n: 100, lost: 0, gained: 0 };

const status = (decision: GateDecision, name: Criterion['name']): string | undefined =>
  decision.criteria.find((criterion) => criterion.name === name)?.status;

const paired = fc
  .tuple(fc.nat({ max: 200 }), fc.nat({ max: 200 }), fc.nat({ max: 2000 }))
  .map(([lost, gained, same]) => ({ n: lost + gained + same, lost, gained }));

describe('the release decision', () => {
  test('promotes when the candidate is shown to be no worse', () => {
    const decision = decide({ overall: good }, policy);
    expect(decision).toMatchObject({ verdict: 'promote', reasonCodes: ['non_inferior'], n: 500, lost: 10, gained: 12, delta: 0.004 });
    expect(decision.pNonInferior).toBeCloseTo(0.00946908, 8);
    expect(decision.ci[0]).toBeCloseTo(-0.0155138, 6);
    expect(decision.sentence).toContain('at most 2 points worse');
    expect(status(decision, 'non_inferior_anchor')).toBe('not_run');
  });

  test('says so when the candidate is shown to be better', () => {
    const decision = decide({ overall: { n: 800, lost: 5, gained: 40 } }, policy);
    expect(decision).toMatchObject({ verdict: 'promote', reasonCodes: ['non_inferior', 'improved'] });
  });

  test('rejects for one lost hard case, however good the rest', () => {
    const decision = decide({ overall: { n: 800, lost: 1, gained: 90 }, hardLosses: ['case-7'] }, policy);
    expect(decision).toMatchObject({ verdict: 'reject', reasonCodes: ['hard_case_lost'] });
    expect(status(decision, 'hard_cases')).toBe('fail');
    expect(status(decision, 'non_inferior_overall')).toBe('pass');
  });

  test('rejects what was released and taken back before', () => {
    expect(decide({ overall: good, previouslyRolledBack: true }, policy)).toMatchObject({
      verdict: 'reject',
      reasonCodes: ['previously_rolled_back'],
    });
  });

  test('rejects significant harm', () => {
    const decision = decide({ overall: bad }, policy);
    expect(decision).toMatchObject({ verdict: 'reject', reasonCodes: ['harm_significant'] });
    expect(status(decision, 'non_inferior_overall')).toBe('fail');
    expect(status(decision, 'no_harm_beyond_margin')).toBe('fail');
  });

  test('promotes with a note where harm is certain but inside the margin', () => {
    const decision = decide({ overall: { n: 10_000, lost: 60, gained: 30 } }, policy);
    expect(decision.pHarm).toBeLessThan(0.05);
    expect(decision).toMatchObject({ verdict: 'promote', reasonCodes: ['non_inferior', 'harm_within_margin'] });
    expect(status(decision, 'no_harm_beyond_margin')).toBe('pass');
  });

  test('does not creep: no worse than the champion is not enough against a better anchor', () => {
    const undecided = decide({ overall: good, anchor: { n: 500, lost: 18, gained: 12 } }, policy);
    expect(undecided).toMatchObject({ verdict: 'inconclusive', reasonCodes: ['not_shown_anchor'] });
    expect(status(undecided, 'non_inferior_overall')).toBe('pass');
    const worse = decide({ overall: good, anchor: { n: 500, lost: 40, gained: 10 } }, policy);
    expect(worse).toMatchObject({ verdict: 'reject', reasonCodes: ['harm_significant'] });
    expect(decide({ overall: good, anchor: good }, policy).verdict).toBe('promote');
  });

  test('asks for 133 cases where a clean sheet is too short', () => {
    const decision = decide({ overall: thin }, policy);
    expect(decision).toMatchObject({ verdict: 'inconclusive', reasonCodes: ['not_shown_overall'], neededCases: 133 });
    expect(decision.sentence).toContain('133');
    expect(decide({ overall: { n: 133, lost: 0, gained: 0 } }, policy).verdict).toBe('promote');
  });

  test('asks for the planned number of cases at the share of flips that was seen', () => {
    // 5 % flips: 773 cases by the formula.
    expect(decide({ overall: { n: 400, lost: 11, gained: 9 } }, policy)).toMatchObject({
      verdict: 'inconclusive',
      neededCases: 773,
    });
  });

  test('asks for none where the planned number is there and the margin itself was lost', () => {
    // With so little power 400 cases are as many as the plan for an equal candidate asks for.
    const decision = decide({ overall: { n: 400, lost: 24, gained: 16 } }, gatePolicySchema.parse({ power: 0.3 }));
    expect(decision.verdict).toBe('inconclusive');
    expect(decision.neededCases).toBeUndefined();
    expect(decision.sentence).toContain('more cases are not expected to show it');
  });

  test('plans with the difference that was seen where the cases for an equal candidate were not enough', () => {
    const decision = decide({ overall: { n: 800, lost: 24, gained: 16 } }, policy);
    // (1.644854 + .841621)^2 x (.05 - .01^2) / .01^2 = 3085.1
    expect(decision).toMatchObject({ verdict: 'inconclusive', neededCases: 3086 });
  });

  test('never promotes without cases', () => {
    const empty = { n: 0, lost: 0, gained: 0 };
    const decision = decide({ overall: empty }, policy);
    expect(decision).toMatchObject({ verdict: 'inconclusive', delta: 0, ci: [-1, 1], pNonInferior: 1, pHarm: 1, neededCases: 133 });
    expect(decision.reasonCodes).toContain('no_cases');
    expect(status(decision, 'non_inferior_overall')).toBe('not_run');
    expect(decide({ overall: good, anchor: empty }, policy).verdict).toBe('inconclusive');
    expect(decide({ overall: empty, hardLosses: ['case-7'] }, policy).verdict).toBe('reject');
  });

  test('refuses counts that cannot be', () => {
    expect(() => decide({ overall: { n: 5, lost: 4, gained: 4 } }, policy)).toThrow(RangeError);
    expect(() => decide({ overall: { n: Number.NaN, lost: 0, gained: 0 } }, policy)).toThrow(RangeError);
  });

  test('keeps ids and texts out of codes and sentence', () => {
    const marker = 'MARKER-of-a-user';
    const { criteria, sentence, reasonCodes: codes } = decide({ overall: good, hardLosses: [marker] }, policy);
    expect(JSON.stringify([criteria, sentence, codes])).not.toContain(marker);
  });

  test('promotes exactly when non-inferiority is shown and nothing forbids it, and asks for more than it had', () => {
    fc.assert(
      fc.property(paired, fc.option(paired, { nil: undefined }), fc.boolean(), (overall, anchor, rolledBack) => {
        const decision = decide({ overall, ...(anchor ? { anchor } : {}), previouslyRolledBack: rolledBack }, policy);
        const shown = (name: Criterion['name']): boolean => status(decision, name) === 'pass';
        const expected = !rolledBack && shown('non_inferior_overall') && (anchor === undefined || shown('non_inferior_anchor'));
        expect(decision.verdict === 'promote').toBe(expected);
        expect(decision.reasonCodes.length).toBeGreaterThan(0);
        for (const code of decision.reasonCodes) expect(reasonCodes).toContain(code);
        if (decision.neededCases !== undefined) {
          expect(decision.verdict).toBe('inconclusive');
          expect(decision.neededCases).toBeGreaterThan(Math.min(overall.n, anchor?.n ?? overall.n));
        }
      }),
    );
  });

  test('a candidate that gains cases instead of leaving them wrong is never judged worse', () => {
    const rank = { reject: 0, inconclusive: 1, promote: 2 };
    fc.assert(
      fc.property(paired, ({ n, lost, gained }) => {
        const before = decide({ overall: { n: n + 1, lost, gained } }, policy);
        const after = decide({ overall: { n: n + 1, lost, gained: gained + 1 } }, policy);
        expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict]);
      }),
    );
  });
});

describe('the gate policy', () => {
  test('has defaults and refuses unknown keys and margins that promise nothing', () => {
    expect(policy).toMatchObject({ margin: 0.02, alpha: 0.05, power: 0.8, slices: {}, on_inconclusive: 'hold' });
    expect(gatePolicySchema.safeParse({ magrin: 0.1 }).success).toBe(false);
    expect(gatePolicySchema.safeParse({ margin: 0 }).success).toBe(false);
    expect(gatePolicySchema.safeParse({ alpha: 0.5 }).success).toBe(false);
  });
});
