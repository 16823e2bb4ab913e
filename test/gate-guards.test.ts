import { describe, expect, test } from 'vitest';
import type { JudgeTrust } from '../core/agreement/trust.ts';
import type { ReplyForm } from '../core/evaluation/reply-form.ts';
import { decide } from '../core/gate/decide.ts';
import type { GateCase } from '../core/gate/evidence.ts';
import { hardCasesToRerun } from '../core/gate/hard-zero.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';
import { criterion, pairedCases } from './support/gate-cases.ts';

const policy = (more: object = {}) => gatePolicySchema.parse(more);
const decided = (cases: readonly GateCase[], more: object = {}, rest: object = {}) => decide({ kind: 'pass', cases, ...rest }, policy(more));
const plain: ReplyForm = { json: false, fenced: false, refused: false, empty: false, otherLanguage: false };

describe('hard cases', () => {
  const lostOne = (reruns?: readonly number[]): GateCase[] => pairedCases(800, 1, 90, (place) => ({ hard: place === 0 || place > 700, ...(place === 0 && reruns && { reruns }) }));

  test('one lost rejects, however good the rest', () => {
    const verdict = decided(lostOne());
    expect(verdict).toMatchObject({ verdict: 'reject', reasons: ['hard_case_lost'], cases: { hard_lost: ['case-000000'] } });
    expect(criterion(verdict, 'non_inferior_overall').status).toBe('pass');
  });

  test('a flake is one that passes every time it is asked again', () => {
    expect(decided(lostOne([1]))).toMatchObject({ verdict: 'promote', cases: { hard_lost: [], flaky: ['case-000000'] } });
    expect(decided(lostOne([1, 0])).verdict).toBe('reject');
    expect(decided(lostOne([1]), { hard_zero: { reruns: 2 } }).verdict).toBe('reject');
    expect(decided(lostOne([1]), { hard_zero: { reruns: 0 } }).verdict).toBe('reject');
  });

  test('to ask again are those that were lost, where the policy allows a flake', () => {
    expect(hardCasesToRerun(lostOne(), policy())).toEqual({ ids: ['case-000000'], times: 1 });
    expect(hardCasesToRerun(lostOne(), policy({ hard_zero: { reruns: 0 } }))).toEqual({ ids: [], times: 0 });
  });

  test('that fail with both candidates are said, and lose nothing', () => {
    const found = criterion(decided(pairedCases(500, 0, 0, () => ({ hard: true }))), 'hard_cases');
    expect(found).toMatchObject({ status: 'warn', blocking: false });
    expect(found.sentence).toContain('100 fail with both');
  });
});

describe('slices', () => {
  /** 1,000 cases in slices of 200; the first `broken` of the first slice are lost, as many gained elsewhere. */
  const sliced = (broken: number): GateCase[] => {
    const cases = pairedCases(1_000, 0, 0, (place) => ({ slices: [`intent:${Math.floor(place / 200)}`] }));
    return cases.map((one, place) => {
      if (place < broken) return { ...one, champion: { score: 1 }, candidate: { score: 0 } };
      if (place >= 500 && place < 500 + 2 * broken) return { ...one, champion: { score: 0 }, candidate: { score: 1 } };
      return one;
    });
  };

  test('a broken one rejects a candidate that is better on average, and is named first', () => {
    const verdict = decided(sliced(30));
    expect(criterion(verdict, 'non_inferior_overall').status).toBe('pass');
    expect(verdict).toMatchObject({ verdict: 'reject', reasons: ['harm_on_slice'] });
    expect(verdict.slices[0]).toMatchObject({ name: 'intent:0', status: 'fail', n: 200, lost: 30 });
    expect(verdict.sentence).toContain('intent:0');
  });

  test('harm is tested with Holm over all guarded and critical ones', () => {
    // 8 of 200 lost: p = 2^-8 = .0039, times 5 slices.
    expect(decided(sliced(8)).slices.find(({ name }) => name === 'intent:0')).toMatchObject({ status: 'fail', p_harm_adjusted: expect.closeTo(5 / 256, 12) });
    const many = sliced(5).map((one, place) => ({ ...one, slices: [...(one.slices ?? []), `user:${place % 40}`] }));
    expect(decided(many)).toMatchObject({ verdict: 'promote' });
  });

  test('exploratory ones are reported and block nothing; the first entry that fits a name holds', () => {
    const verdict = decided(sliced(30), { slices: { 'intent:1': { role: 'critical' }, 'intent:*': { role: 'exploratory' } } });
    expect(verdict.verdict).toBe('promote');
    expect(verdict.slices.find(({ name }) => name === 'intent:0')).toMatchObject({ role: 'exploratory', status: 'warn' });
    expect(verdict.slices.find(({ name }) => name === 'intent:1')).toMatchObject({ role: 'critical', status: 'pass' });
  });

  test('a critical one must be no worse by itself', () => {
    const critical = { slices: { 'intent:0': { role: 'critical' } } };
    expect(decided(sliced(3), critical)).toMatchObject({ verdict: 'inconclusive', reasons: ['not_shown_on_critical_slice'] });
    expect(decided(sliced(3), { slices: { 'intent:0': { role: 'critical', margin: 0.05 } } }).verdict).toBe('promote');
    expect(decided(sliced(30), critical)).toMatchObject({ verdict: 'reject', reasons: ['harm_on_critical_slice'] });
    // The cases to draw bring a fifth of theirs to this slice.
    expect(decided(sliced(3), critical).needed_cases).toBeGreaterThan(1_000);
  });

  test('certain harm on a critical one rejects even inside its margin', () => {
    const critical = { slices: { 'intent:0': { role: 'critical', margin: 0.2 } } };
    const verdict = decided(sliced(10), critical);
    expect(verdict.slices.find(({ name }) => name === 'intent:0')?.p_noninferior).toBeLessThan(0.05);
    expect(verdict).toMatchObject({ verdict: 'reject', reasons: ['harm_on_critical_slice'] });
    expect(decided(sliced(10), { slices: { 'intent:0': { margin: 0.2 } } })).toMatchObject({ verdict: 'promote', reasons: expect.arrayContaining(['harm_within_margin']) });
  });

  test('a critical one with too few cases is left to hard cases and harm, and it is said', () => {
    const verdict = decided(sliced(1), { slices: { 'intent:0': { role: 'critical', min_cases: 201 } } });
    expect(verdict.verdict).toBe('promote');
    const found = criterion(verdict, 'critical_slice:intent:0');
    expect(found).toMatchObject({ status: 'warn', blocking: false, n: 200 });
    expect(found.sentence).toContain('below the 201 cases');
    expect(decided(sliced(30), { slices: { 'intent:0': { role: 'critical', min_cases: 201 } } }).verdict).toBe('reject');
  });

  test('a critical one that no case is in keeps the candidate back: a misspelt name guards nothing', () => {
    expect(decided(sliced(0), { slices: { 'intnt:0': { role: 'critical' } } })).toMatchObject({ verdict: 'inconclusive', reasons: ['not_shown_on_critical_slice', 'critical_slice_missing'] });
  });
});

describe('the goal', () => {
  const better = (gained: number): GateCase[] => pairedCases(600, 0, gained, (place) => ({ slices: [place < 300 ? 'intent:target' : 'intent:rest'] }));

  test('must be shown on its slice', () => {
    const goal = { goal: { slice: 'intent:target', gain: 0.02 } };
    expect(decided(better(20), goal)).toMatchObject({ verdict: 'promote', reasons: ['non_inferior', 'improved', 'goal_reached'] });
    expect(decided(better(8), goal)).toMatchObject({ verdict: 'inconclusive', reasons: ['goal_not_shown'] });
    expect(decided(better(0), goal)).toMatchObject({ verdict: 'reject', reasons: ['goal_missed'] });
    expect(decided(better(20), { goal: { slice: 'intent:nowhere', gain: 0 } }).verdict).toBe('inconclusive');
  });

  test('may be over all cases', () => {
    expect(decided(better(30), { goal: { gain: 0.02 } }).reasons).toContain('goal_reached');
    expect(decided(pairedCases(600, 10, 12), { goal: { gain: 0 } })).toMatchObject({ verdict: 'inconclusive', reasons: ['goal_not_shown'] });
  });
});

describe('the form of replies', () => {
  const shaped = (before: (place: number) => Partial<ReplyForm>, after: (place: number) => Partial<ReplyForm>): GateCase[] =>
    pairedCases(400, 0, 0, (place) => ({ champion: { form: { ...plain, ...before(place) } }, candidate: { form: { ...plain, ...after(place) } } }));
  const on = (form: keyof ReplyForm, share: number) => (place: number): Partial<ReplyForm> => ({ [form]: place < share * 400 });
  const none = () => ({});

  test.each(['json', 'fenced', 'refused', 'empty', 'otherLanguage'] as const)('a drift to %s rejects', (form) => {
    const verdict = decided(shaped(none, on(form, 0.12)));
    expect(verdict).toMatchObject({ verdict: 'reject', reasons: ['format_drift'] });
    expect(criterion(verdict, `format_drift:${form}`)).toMatchObject({ status: 'fail', observed: expect.closeTo(0.12, 12), limit: 0.05 });
  });

  test('away from JSON breaks its readers, too; away from refusals is no fault', () => {
    expect(decided(shaped(on('json', 1), on('json', 0.8))).reasons).toEqual(['format_drift']);
    expect(decided(shaped(on('refused', 0.2), none)).verdict).toBe('promote');
  });

  test('a change inside the limit is a warning, and few replies are not compared', () => {
    expect(criterion(decided(shaped(none, on('refused', 0.03))), 'format_drift:refused')).toMatchObject({ status: 'warn', blocking: false });
    expect(criterion(decided(shaped(none, none).map((one, place) => (place < 20 ? one : { ...one, champion: { score: 1 }, candidate: { score: 1 } }))), 'format_drift')).toMatchObject({ status: 'not_run', n: 20 });
  });
});

describe('cost and latency', () => {
  const dear = (ratio: number): GateCase[] => pairedCases(300, 0, 0, (place) => ({ champion: { costUsd: 0.001 * (1 + (place % 10)) }, candidate: { costUsd: 0.001 * ratio * (1 + ((place * 7) % 10)) } }));
  const slow = (ms: (place: number) => number): GateCase[] => pairedCases(300, 0, 0, (place) => ({ champion: { latencyMs: 500 + (place % 100) }, candidate: { latencyMs: ms(place) } }));

  test('shown to be dearer than the limit rejects; about the limit is a warning', () => {
    const limited = { cost: { max_ratio: 1.5 } };
    expect(decided(dear(2), limited)).toMatchObject({ verdict: 'reject', reasons: ['cost_over_limit'] });
    expect(criterion(decided(dear(1.52), limited), 'cost_ratio')).toMatchObject({ status: 'warn', blocking: false });
    expect(criterion(decided(dear(1.2), limited), 'cost_ratio').status).toBe('pass');
    expect(criterion(decided(dear(2)), 'cost_ratio')).toMatchObject({ status: 'pass', limit: null, observed: expect.closeTo(2, 6) });
    expect(criterion(decided(pairedCases(300, 0, 0)), 'cost_ratio').status).toBe('not_run');
  });

  test('from nothing to something is dearer than any limit', () => {
    const cases = pairedCases(300, 0, 0, () => ({ champion: { costUsd: 0 }, candidate: { costUsd: 0.001 } }));
    expect(decided(cases, { cost: { max_ratio: 100 } }).reasons).toEqual(['cost_over_limit']);
  });

  test('a slow tail rejects, not a slow mean; and nobody feels milliseconds', () => {
    expect(decided(slow((place) => (place % 10 === 0 ? 4_000 : 400)))).toMatchObject({ verdict: 'reject', reasons: ['latency_over_limit'] });
    expect(decided(slow(() => 590)).verdict).toBe('promote');
    const quick = pairedCases(300, 0, 0, (place) => ({ champion: { latencyMs: 1 + (place % 3) }, candidate: { latencyMs: 20 + (place % 3) } }));
    expect(criterion(decided(quick), 'latency_p95_ratio')).toMatchObject({ status: 'pass' });
  });
});

describe('evidence that cannot be believed', () => {
  test('cases that the candidate has seen block, or count for nothing', () => {
    const cases = pairedCases(400, 0, 10);
    const contaminated = cases.slice(0, 5).map(({ id }) => id);
    expect(decided(cases, {}, { contaminated })).toMatchObject({ verdict: 'inconclusive', reasons: ['contaminated'] });
    expect(decided(cases, { contamination: 'exclude' }, { contaminated })).toMatchObject({ verdict: 'promote', n: 395, gained: 5 });
    expect(criterion(decided(cases, {}, { contaminated: [] }), 'uncontaminated').status).toBe('pass');
  });

  const judged = (more: Partial<GateCase> = {}): GateCase[] => pairedCases(400, 0, 10, () => ({ judged: true, ...more }));
  const trusted: JudgeTrust = { labels: 120, kappa: 0.7, kappaLow: 0.6, ageDays: 10, parseFailureRate: 0 };

  test('judged cases promote only where the judge is known to agree with people', () => {
    expect(decided(judged(), {}, { judge: trusted }).verdict).toBe('promote');
    expect(decided(judged()).reasons).toEqual(['judge_not_trusted']);
    expect(decided(judged(), {}, { judge: null }).verdict).toBe('inconclusive');
    // A judge that flips a coin.
    for (const worse of [{ kappaLow: -0.1, kappa: 0.02 }, { labels: 49 }, { ageDays: 91 }, { ageDays: null }, { kappaLow: null }]) {
      const verdict = decided(judged(), {}, { judge: { ...trusted, ...worse } });
      expect(verdict, JSON.stringify(worse)).toMatchObject({ verdict: 'inconclusive', reasons: ['judge_not_trusted'] });
    }
    expect(criterion(decided(pairedCases(400, 0, 10)), 'judge_trusted').status).toBe('not_run');
  });

  test('where people labelled a random part, the difference is theirs, not the judge\'s', () => {
    // The judge sees a gain on 30 % of the cases that people do not see at all.
    const flattering = (labels: number): GateCase[] => pairedCases(600, 0, 180, (place) => ({ judged: true, ...(place % Math.round(600 / labels) === 0 && { human: { champion: 1, candidate: 1 } }) }));
    const naive = decided(flattering(20), {}, { judge: trusted });
    expect([naive.delta, naive.ci[0] > 0]).toEqual([expect.closeTo(0.3, 9), true]);
    const powered = decided(flattering(60), {}, { judge: trusted });
    expect(powered.delta).toBeCloseTo(0, 1);
    expect(powered.ci[0]).toBeLessThan(0);
    expect(powered.verdict).toBe('inconclusive');
  });
});
