import { describe, expect, test } from 'vitest';
import { intentGuesser } from '../core/annotation/guess-intent.ts';
import { planAnnotation, type PlanConfig, type PlanInput, type PlanReason } from '../core/annotation/plan.ts';
import { shuffled } from '../core/random/seeded-draw.ts';
import { forecastCycle, type ForecastFacts } from '../core/spending/forecast.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';

const config: PlanConfig = { budget_per_cycle: 100, random_share: 0.1, bad_case_share: 0.5, floor_share: 0.1, user_max_share: 1, seed: 1 };
const input = (id: number, more: Partial<PlanInput> = {}): PlanInput => ({ id, user: `u_${id}`, tier: 'none', suspicious: false, badProbability: null, margin: 0.5, intent: null, ...more });
const inputs = (count: number, more: (id: number) => Partial<PlanInput> = () => ({})): PlanInput[] => Array.from({ length: count }, (_, id) => input(id, more(id)));
const idsOf = (plan: ReturnType<typeof planAnnotation>, reason: PlanReason): number[] => plan.filter((one) => one.reason === reason).map(({ id }) => id);

describe('what is judged', () => {
  test('the budget is spent exactly, nobody twice, whatever order the rows come in', () => {
    const rows = inputs(1_000, (id) => ({ tier: id % 9 === 0 ? 'high_precision' : 'none', margin: id % 7 === 0 ? null : (id % 100) / 100, intent: id % 2 === 0 ? 'even' : 'odd' }));
    const plan = planAnnotation(rows, config, new Map([['even', 5]]));
    expect(plan).toHaveLength(100);
    expect(new Set(plan.map(({ id }) => id)).size).toBe(100);
    expect(planAnnotation(shuffled(rows, 5, 'test'), config, new Map([['even', 5]]))).toEqual(plan);
    expect(Object.fromEntries(Map.groupBy(plan, ({ reason }) => reason).entries().map(([reason, ones]) => [reason, ones.length]))).toEqual({ random: 10, bad_case: 50, floor: 5, uncertain: 35 });
  });

  test('the random part is drawn from all rows, bad cases among them: its share of bad ones is that of all', () => {
    const rows = inputs(1_000, (id) => ({ tier: id % 4 === 0 ? 'high_precision' : 'none' }));
    const bad = Array.from({ length: 200 }, (_, seed) => idsOf(planAnnotation(rows, { ...config, seed }), 'random').filter((id) => id % 4 === 0).length);
    // 200 draws of 10: a share of .25 with a standard error of .0097.
    expect(bad.reduce((sum, count) => sum + count, 0) / 2_000).toBeCloseTo(0.25, 1);
    expect(Math.abs(bad.reduce((sum, count) => sum + count, 0) / 2_000 - 0.25)).toBeLessThan(0.03);
  });

  test('bad cases: the strongest tier first, in it what users said to be worst; the reason keeps what it rests on', () => {
    const rows = [
      input(1, { tier: 'watchlist', badProbability: 0.9 }), input(2, { tier: 'high_precision', badProbability: 0.2 }), input(3, { tier: 'high_precision', badProbability: 0.8 }),
      input(4, { tier: 'high_precision' }), input(5, { suspicious: true, badProbability: 0.95 }), ...inputs(20).map((one) => ({ ...one, id: one.id + 100 })),
    ];
    const plan = planAnnotation(rows, { ...config, budget_per_cycle: 10, random_share: 0 });
    expect(idsOf(plan, 'bad_case')).toEqual([3, 4, 2, 1, 5]);
    expect(plan[0]?.detail).toEqual({ tier: 'high_precision', bad_probability: 0.8 });
  });

  test('one user does not fill the plan while others wait, and does when nobody waits', () => {
    const capped = { ...config, random_share: 0, user_max_share: 0.05 };
    const loud = (id: number): Partial<PlanInput> => (id < 300 ? { user: 'u_loud', tier: 'high_precision', badProbability: 0.98, margin: 0 } : {});
    expect(planAnnotation(inputs(1_000, loud), capped).filter(({ id }) => id < 300)).toHaveLength(5);
    expect(planAnnotation(inputs(320, loud), capped)).toHaveLength(100);
    expect(planAnnotation(inputs(1_000, () => ({ user: null, tier: 'high_precision' })), capped).filter(({ reason }) => reason === 'bad_case')).toHaveLength(50);
  });

  test('questions of starved intents: the most starved first, no more than an intent lacks', () => {
    const rows = inputs(100, (id) => ({ intent: ['rare', 'rarer', 'common'][id % 3] ?? null, margin: id / 100 }));
    const plan = planAnnotation(rows, { ...config, budget_per_cycle: 40, random_share: 0, bad_case_share: 0, floor_share: 0.25 }, new Map([['rare', 4], ['rarer', 20]]));
    expect(plan.filter(({ reason }) => reason === 'floor').map(({ detail }) => detail.intent)).toEqual(Array(10).fill('rarer'));
    const both = planAnnotation(rows, { ...config, budget_per_cycle: 40, random_share: 0, bad_case_share: 0, floor_share: 0.25 }, new Map([['rare', 4], ['rarer', 5]]));
    const found = both.filter(({ reason }) => reason === 'floor').map(({ detail }) => detail.intent);
    expect([found.filter((intent) => intent === 'rare').length, found.filter((intent) => intent === 'rarer').length]).toEqual([4, 5]);
  });

  test('without margins the rest is drawn by lot, and is not called the random part', () => {
    const plan = planAnnotation(inputs(500, () => ({ margin: null })), config);
    expect([idsOf(plan, 'random').length, idsOf(plan, 'rest').length]).toEqual([10, 90]);
  });

  test('an intent is guessed from examples well enough to look for more of it', () => {
    const turns = supportTraffic({ seed: 4, count: 900, intents: allIntents.slice(0, 12).map(({ name }) => name) });
    const guess = intentGuesser(turns.slice(0, 300).map(({ text, intent }) => ({ question: text, intent })));
    const right = turns.slice(300).filter(({ text, intent }) => guess(text) === intent).length;
    expect(right / 600).toBeGreaterThan(0.8);
    expect(guess('Quelle heure est-il à Zanzibar ?')).toBe(undefined);
    expect(intentGuesser([])('anything')).toBe(undefined);
  });
});

describe('what the next cycle takes', () => {
  const price = { prompt: 1e-6, completion: 2e-6, training: 3e-6 };
  const prices = { judge: price, base: price, champion: price };
  const facts: ForecastFacts = {
    judgeable: 500, budgetPerCycle: 300, meanPromptTokens: 1_000, judged: { rows: 200, calls: 250, promptTokens: 250_000, completionTokens: 25_000 },
    samples: { rows: 900, meanTokens: 40 }, meanRowTokens: 60, instructionTokens: 20, usefulShare: 0.5, targetSize: null, leastLines: 0, epochs: 3, trainings: 1, lastTraining: { lines: 1_000, trainedTokens: 120_000 },
    suite: { cases: 100, timed: 20, repeats: 2, judgedCases: 0, answered: 150, meanPromptTokens: 50, meanReplyTokens: 10 }, evaluated: { calls: 0, promptTokens: 0, completionTokens: 0 }, notEstimated: [],
  };

  test('is counted from what earlier cycles took, line by line', () => {
    const { lines, unknown, stops } = forecastCycle(facts, prices, {});
    // 300 rows at 1.25 calls of 1,000 + 100 tokens; 150 new examples on 1,000 lines at 120 tokens; 200 answers and 50.
    expect(lines.map(({ calls, tokens }) => [calls, tokens])).toEqual([[375, 412_500], [null, 138_000], [200, 12_000], [50, 3_000]]);
    expect(lines.map(({ usd }) => Number(usd?.toFixed(6)))).toEqual([0.45, 0.414, 0.014, 0.0035]);
    expect([unknown, stops]).toEqual([[], []]);
  });

  test('the first training is estimated from what is to be judged, the instructions of every line included', () => {
    const first = { ...facts, samples: { rows: 0, meanTokens: 0 }, lastTraining: null };
    // 150 examples of 20 + 60 tokens, three times.
    expect(forecastCycle(first, prices, {}).lines[1]).toMatchObject({ tokens: 36_000, basis: 'estimated' });
    expect(forecastCycle(first, { ...prices, base: undefined }, {}).unknown).toContain('the price of one training');
    // Forty intents, each shown twenty times.
    expect(forecastCycle({ ...first, leastLines: 800 }, prices, {}).lines[1]).toMatchObject({ tokens: 800 * 80 * 3 });
    // 150 of 80 and 900 of 60.
    expect(forecastCycle({ ...facts, lastTraining: null }, prices, {}).lines[1]).toMatchObject({ tokens: 3 * (150 * 80 + 900 * 60) });
  });

  test('what has no price is unknown, and in no sum', () => {
    const { lines, unknown, usd } = forecastCycle(facts, { ...prices, judge: undefined, base: { ...price, training: NaN } }, {});
    expect(lines.map((line) => line.usd === null)).toEqual([true, true, false, false]);
    expect(unknown).toEqual(['the price of judging 300 interactions', 'the price of one training']);
    expect(usd).toBeCloseTo(0.0175, 9);
  });

  test('a limit cuts the judging and is named; one in money without a price stops it', () => {
    const limited = forecastCycle(facts, prices, { calls: 75, tokens: 1_000_000 });
    expect(limited.lines[0]).toMatchObject({ calls: 75, tokens: 82_500 });
    expect(limited.stops).toEqual(['annotate.budget.calls of 75 ends judging after about 20 % of its plan']);
    const blind = forecastCycle(facts, { ...prices, judge: undefined }, { usd: 1 });
    expect(blind.lines[0]).toMatchObject({ calls: 0, tokens: 0, usd: 0 });
    expect(blind.stops[0]).toMatch(/no price of the judge is known/);
  });
});
