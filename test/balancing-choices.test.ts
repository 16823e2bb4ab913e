import { describe, expect, test } from 'vitest';
import { balance } from '../core/balancing/balance.ts';
import { dataCard } from '../core/balancing/card.ts';
import { cardSection } from '../core/balancing/card-section.ts';
import { balanceConfigSchema, type BalanceConfig } from '../core/balancing/config.ts';
import { diffDatasets } from '../core/balancing/dataset-diff.ts';
import type { BalancePlan, BalanceRow } from '../core/balancing/plan.ts';
import { preferenceLine } from '../core/balancing/preference-pair.ts';
import { textCell } from '../core/balancing/text-cell.ts';

const config = (section: Record<string, unknown> = {}): BalanceConfig => balanceConfigSchema.parse({ intent_min_samples: 0, intent_max_ratio: 1, ...section });

const make = (count: number, row: Partial<BalanceRow> & { intent: string }, from = 0): BalanceRow[] =>
  Array.from({ length: count }, (_, index) => {
    const origin = row.origin ?? 'new';
    return { origin, at: from + index, ...row, id: `${row.intent}-${row.task ?? ''}-${origin}-${String(from + index).padStart(5, '0')}` };
  });
const copiesOf = ({ rows }: BalancePlan, part: string): number[] => rows.filter(({ id }) => id.includes(part)).map(({ copies }) => copies);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const allocated = ({ report }: BalancePlan): Record<string, number> => Object.fromEntries(report.buckets.map((bucket) => [bucket.intent, bucket.allocated]));
const limit = ({ report }: BalancePlan, name: string) => report.limits.find((one) => one.name === name);

describe('rules for single intents', () => {
  test('cut 5,000 rows to a tenth, keeping the recent and some of every kind', () => {
    const rows = make(5_000, { intent: 'chat' }).map((row, index) => ({ ...row, cell: index < 10 ? 1_000 + index : index % 3 }));
    const plan = balance([...rows, ...make(200, { intent: 'pay' })], config({ intents: { chat: { at_most: 0.1 } } }));
    expect(allocated(plan)).toEqual({ chat: 500, pay: 200 });
    const kept = plan.rows.filter(({ id, split }) => id.startsWith('chat') && split === 'train').map(({ id }) => Number(id.slice(-5)));
    // The ten rare kinds are the oldest rows of all, and stay.
    expect(kept.filter((at) => at < 10).length).toBe(10);
    expect(Math.min(...kept.filter((at) => at >= 10))).toBeGreaterThan(4_500);
    expect(plan.report.dropped.cap).toBe(4_500);
  });

  test('lift 20 rows of a key class to 100, evenly, within their own most copies', () => {
    const rows = [...make(20, { intent: 'fraud' }), ...make(400, { intent: 'pay' })];
    const plan = balance(rows, config({ intents: { fraud: { at_least: 100 } } }));
    expect(new Set(copiesOf(plan, 'fraud'))).toEqual(new Set([5]));
    const scarce = balance(rows, config({ intents: { fraud: { at_least: 100, max_copies: 3 } } }));
    expect(allocated(scarce)).toMatchObject({ fraud: 60 });
    expect(scarce.report.needs).toEqual([{ intent: 'fraud', more: 14 }]);
  });

  test('prefer rows of users to paraphrases, which are marked and go where their original goes', () => {
    const original = make(2, { intent: 'fraud' });
    const rows = [...original, { id: 'p1', intent: 'fraud', origin: 'new' as const, paraphraseOf: original[0]!.id, at: 99 }, ...make(1, { intent: 'lost', twin: true }), { id: 'p2', intent: 'lost', origin: 'new' as const, paraphraseOf: 'lost--new-00000' }];
    const cut = balance(rows, config({ intents: { fraud: { at_most: 2 } } }));
    expect(cut.rows.filter(({ split }) => split === 'train').map(({ id }) => id)).toEqual(original.map(({ id }) => id));
    const whole = balance(rows, config());
    expect(whole.rows.find(({ id }) => id === 'p1')).toMatchObject({ split: 'train', reason: 'paraphrase' });
    expect(whole.rows.find(({ id }) => id === 'p2')).toMatchObject({ split: 'dropped', reason: 'leak' });
  });
});

describe('weights of tasks and severities', () => {
  const rows = [...make(100, { intent: 'a', task: 'safety' }), ...make(300, { intent: 'a', task: 'reasoning' }), ...make(200, { intent: 'a', task: 'json' }), ...make(400, { intent: 'a', task: 'chat' })];
  const task_weights = { safety: 3, reasoning: 1.5, json: 0.5 };

  test('become copies', () => {
    const plan = balance(rows, config({ task_weights }));
    expect(['safety', 'reasoning', 'json', 'chat'].map((task) => total(copiesOf(plan, task)))).toEqual([300, 450, 100, 400]);
  });

  test('are passed on where the trainer takes them', () => {
    const plan = balance(rows, config({ task_weights, weights_as: 'weight' }));
    expect(plan.rows.filter(({ id }) => id.includes('safety')).every(({ copies, weight }) => copies === 1 && weight === 3)).toBe(true);
  });

  test('never lift a task beyond its share of the whole, and the report says the effective share', () => {
    const plan = balance(rows, config({ task_weights: { safety: 50 }, max_copies: 100, task_max_ratio: 0.4 }));
    expect(total(copiesOf(plan, 'safety')) / plan.report.size).toBeCloseTo(0.4, 2);
    expect(limit(plan, 'task_max_ratio')).toMatchObject({ limit: 0.4, holds: true });
  });

  test('count an error by its severity too', () => {
    const plan = balance([...make(10, { intent: 'a', severity: 'P0' }), ...make(10, { intent: 'b', severity: 'P3' })], config({ severity_weights: { P0: 3 } }));
    expect(allocated(plan)).toEqual({ a: 30, b: 10 });
  });
});

describe('what a set of a size looks like', () => {
  const rows = [...make(400, { intent: 'a', origin: 'replay' }), ...make(100, { intent: 'b', origin: 'replay' }), ...make(100, { intent: 'c', origin: 'replay' })];

  test.each([
    [{ like: 'production' }, { a: 200, b: 50, c: 50 }],
    [{ like: 'uniform' }, { a: 100, b: 100, c: 100 }],
    [{ like: 'temperature', temperature: 0.5 }, { a: 150, b: 75, c: 75 }],
    [{ like: 'production', production: { a: 0.5, b: 0.25, c: 0.25 } }, { a: 150, b: 75, c: 75 }],
    // Where production lacks an intent it gets its floor, and more only when the others have no more rows.
    [{ like: 'production', production: { b: 0.5, c: 0.5 }, max_copies: 1 }, { a: 100, b: 100, c: 100 }],
  ])('%j', (section, expected) => {
    const plan = balance(rows, config({ target_size: 300, ...section }));
    expect(allocated(plan)).toEqual(expected);
  });

  test('and how far it is from that, beside the least that the limits allow', () => {
    const plan = balance(rows, config({ target_size: 300, intent_max_ratio: 0.5 }));
    // 200 : 50 : 50 is wanted, 150 : 75 : 75 is allowed.
    const expected = 0.5 * Math.log(0.5 / (2 / 3)) + 0.5 * Math.log(0.25 / (1 / 6));
    expect(plan.report.kl).toBeCloseTo(expected, 10);
    expect(plan.report.kl_optimum).toBeCloseTo(expected, 10);
    expect(plan.report.tv).toBeCloseTo(1 / 6, 10);
    expect(plan.report.ess).toBeCloseTo(300, 10);
  });
});

describe('new rows and old ones', () => {
  const old = make(800, { intent: 'a', origin: 'replay' });
  const shared = (section: Record<string, unknown> = {}) => config({ new_sample_ratio: [0.05, 0.2], ...section });

  test('a cumulative set takes all of them unless a share is configured', () => {
    const plan = balance([...old, ...make(500, { intent: 'a' })], config());
    expect(plan.report.dropped.deferred).toBe(0);
    expect(plan.report.limits.every(({ holds }) => holds)).toBe(true);
  });

  test('a cumulative set keeps new rows over their share for later cycles, the longest waiting first', () => {
    const plan = balance([...old, ...make(500, { intent: 'a' })], shared());
    expect(plan.report.new_share).toBeCloseTo(0.2, 3);
    expect(plan.report.dropped.deferred).toBe(300);
    const kept = plan.rows.filter(({ id, split }) => id.includes('new') && split === 'train').map(({ id }) => Number(id.slice(-5)));
    expect(Math.max(...kept)).toBe(199);
    expect(plan.report.exposures).toBe(3);
  });

  test('or takes all of them where exposures come first, and says that the share is exceeded', () => {
    const plan = balance([...old, ...make(500, { intent: 'a' })], shared({ on_conflict: 'exposures' }));
    expect(plan.report.dropped.deferred).toBe(0);
    expect(limit(plan, 'new_sample_ratio_high')).toMatchObject({ holds: false });
    expect(limit(plan, 'min_new_exposures')).toMatchObject({ observed: 3, holds: true });
  });

  test('with one epoch new rows are copied until they are seen often enough', () => {
    const plan = balance([...old, ...make(50, { intent: 'a' })], shared(), { epochs: 1 });
    expect(new Set(copiesOf(plan, 'new'))).toEqual(new Set([3]));
    expect(limit(plan, 'new_sample_ratio_high')?.holds).toBe(true);
  });

  test('few new rows are copied up to their lowest share', () => {
    const plan = balance([...old, ...make(10, { intent: 'a' })], shared());
    expect(plan.report.new_share).toBeGreaterThanOrEqual(0.05);
    expect(Math.max(...copiesOf(plan, 'new'))).toBeLessThanOrEqual(5);
  });

  test('too little old knowledge protects nothing: all new rows are taken, and it is said', () => {
    const plan = balance([...make(30, { intent: 'a', origin: 'replay' }), ...make(500, { intent: 'a' })], shared());
    expect(plan.report.size).toBe(530);
    expect(plan.report.steps.join()).toContain('too few to hold 500 new ones');
  });
});

describe('cleaning', () => {
  test('one user fills no more than the cap of what is left, the newest rows stay', () => {
    const rows = [...make(500, { intent: 'a', user: 'loud' }), ...make(100, { intent: 'b' }).map((row, index) => ({ ...row, user: `u${index}` }))];
    const plan = balance(rows, config({ min_target_ratio: 0.1 }));
    expect(allocated(plan)).toEqual({ a: 25, b: 100 });
    expect(plan.report.dropped.user_cap).toBe(475);
    expect(plan.rows.find(({ id }) => id.endsWith('new-00499'))?.split).toBe('train');
  });

  test('near-duplicates of two intents are set aside for review, one wrong label in a large family alone', () => {
    const pair = [...make(1, { intent: 'a', cluster: 1 }), ...make(1, { intent: 'b', cluster: 1 })];
    expect(balance(pair, config()).report.dropped).toMatchObject({ conflict: 2 });
    const family = [...make(30, { intent: 'a', cluster: 1 }).map((row, index) => ({ ...row, reply: `reply ${index % 3}` })), ...make(1, { intent: 'b', cluster: 1 })];
    // Of one intent, three replies: details may ask for another reply, so one of each stays.
    expect(balance(family, config()).report).toMatchObject({ size: 3, dropped: { conflict: 1, duplicate: 27 } });
  });

  test('the same words after another conversation are another question', () => {
    const said = (id: string, context: string | undefined, reply: string): BalanceRow => ({ id, intent: 'a', origin: 'new', fingerprint: 'yes please', reply, ...(context !== undefined && { context }) });
    expect(balance([said('1', 'refund?', 'done'), said('2', 'cancel?', 'cancelled'), said('3', undefined, 'what?')], config()).report.size).toBe(3);
  });

  test('rows that are too long or hold personal data do not train', () => {
    const plan = balance([...make(1, { intent: 'a', tokens: 20_000 }), ...make(1, { intent: 'b', exposed: true }), ...make(1, { intent: 'c' })], config());
    expect(plan.report).toMatchObject({ size: 1, dropped: { too_long: 1, exposed: 1 } });
  });

  test('similar questions meet in a cell, in any script', () => {
    expect(textCell('Where is my parcel?')).toBe(textCell('where is MY parcel'));
    const words = 'refund parcel invoice delivery password account address payment'.split(' ');
    expect(new Set(words.map((word) => textCell(`my ${word} is late`))).size).toBeGreaterThan(4);
    expect(textCell('退款')).not.toBe(textCell('发票'));
  });
});

describe('what is told of a dataset', () => {
  const rows = [...make(30, { intent: '<b>', task: 'safety', tokens: 10 }), ...make(10, { intent: 'rare', tokens: 10 })];
  const plan = balance(rows, config({ intents: { rare: { at_least: 60 } } }));
  const card = dataCard(rows, plan, { dataset: 'd-1', epochs: 3, price: 0.001 });

  test('its card: before and after, what is missing, what training costs', () => {
    expect(card.intents).toEqual([
      { name: '<b>', before: 30, before_share: 0.75, after: 30, after_share: 0.375 },
      { name: 'rare', before: 10, before_share: 0.25, after: 50, after_share: 0.625 },
    ]);
    expect(card).toMatchObject({ needs: [{ intent: 'rare', more: 2 }], cost: { tokens_per_epoch: 800, trained_tokens: 2_400, usd: 2.4 } });
    expect(cardSection(card)).toContain('collect 2 more of rare');
    expect(cardSection(card)).not.toContain('<b>');
  });

  test('and what changed from one to the next', () => {
    const entry = (id: string, copies: number) => ({ id, intent: 'a', copies, weight: 1 });
    expect(diffDatasets([entry('1', 1), entry('2', 1), entry('3', 1)], [entry('2', 3), entry('3', 1), entry('4', 1)])).toEqual({
      added: ['4'], removed: ['1'], unchanged: 1, size: { before: 3, after: 5 }, intents: [{ intent: 'a', before: 3, after: 5 }],
      changed: [{ id: '2', before: { copies: 1, weight: 1 }, after: { copies: 3, weight: 1 } }],
    });
  });

  test('a correction and what it corrects are a preference pair; equal replies are none', () => {
    expect(JSON.parse(preferenceLine([{ role: 'user', content: 'q' }], 'good', 'bad') ?? '')).toEqual({
      input: { messages: [{ role: 'user', content: 'q' }] },
      preferred_output: [{ role: 'assistant', content: 'good' }], non_preferred_output: [{ role: 'assistant', content: 'bad' }],
    });
    expect(preferenceLine([{ role: 'user', content: 'q' }], 'same', ' same ')).toBeUndefined();
  });
});
