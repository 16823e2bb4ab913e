import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balance } from '../core/balancing/balance.ts';
import { balanceConfigSchema } from '../core/balancing/config.ts';
import type { BalanceConfig } from '../core/balancing/config.ts';
import type { BalancePlan, BalanceReport, BalanceRow } from '../core/balancing/plan.ts';
import { InputError } from '../core/errors/input-error.ts';

const config = (section: Record<string, unknown> = {}): BalanceConfig => balanceConfigSchema.parse(section);

/** `sizes` by intent: that many rows, each a question of its own, later ones newer. */
function rowsOf(sizes: Record<string, number>, origin: BalanceRow['origin'] = 'new'): BalanceRow[] {
  return Object.entries(sizes).flatMap(([intent, size]) =>
    Array.from({ length: size }, (_, index) => {
      const id = `${intent}-${origin}-${String(index).padStart(5, '0')}`;
      return { id, intent, origin, fingerprint: id, reply: intent, at: index };
    }),
  );
}

const evenSizes = (intents: number, size: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: intents }, (_, index) => [`i${String(index).padStart(2, '0')}`, size]));
const byId = ({ rows }: BalancePlan): Map<string, BalancePlan['rows'][number]> => new Map(rows.map((row) => [row.id, row]));
const bucket = (report: BalanceReport, intent: string): BalanceReport['buckets'][number] | undefined =>
  report.buckets.find((one) => one.intent === intent);
const limit = (report: BalanceReport, name: string): BalanceReport['limits'][number] | undefined =>
  report.limits.find((one) => one.name === name);

const anySizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 12 }).map((sizes) =>
  Object.fromEntries(sizes.map((size, index) => [`i${index}`, size])),
);
const anyConfig = fc
  .record({
    intent_max_ratio: fc.constantFrom(0.05, 0.2, 0.34, 0.5, 1),
    intent_min_samples: fc.nat({ max: 40 }),
    max_copies: fc.integer({ min: 1, max: 6 }),
    strategy: fc.constantFrom('cumulative', 'incremental'),
    target_size: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
    seed: fc.integer({ min: 0, max: 99 }),
  })
  // Past the schema, which refuses a floor above its cap: the plan must cope with any.
  .map((section): BalanceConfig => {
    const { target_size, ...given } = section;
    return { ...config(), ...(given as Partial<BalanceConfig>), ...(target_size !== undefined && { target_size }) };
  });

describe('a set without a target', () => {
  test('holds every row once where the limits allow it', () => {
    const { rows, report } = balance(rowsOf(evenSizes(10, 60)), config());
    expect(rows.every((row) => row.split === 'train' && row.copies === 1 && row.reason === 'kept')).toBe(true);
    expect(report).toMatchObject({ feasible: true, target: 600, size: 600, steps: [], needs: [] });
    expect(report.limits.every(({ holds }) => holds)).toBe(true);
  });

  test('copies rare intents up to the floor, evenly, and never beyond the most copies', () => {
    const { rows, report } = balance(rowsOf({ ...evenSizes(10, 60), rare: 20, scarce: 4 }), config());
    expect(bucket(report, 'rare')).toMatchObject({ allocated: 50, distinct: 20, floor: 50, status: 'copied' });
    expect(bucket(report, 'scarce')).toMatchObject({ allocated: 20, distinct: 4, floor: 20, status: 'starved' });
    const copies = rows.filter(({ id }) => id.startsWith('rare')).map((row) => row.copies);
    expect([Math.min(...copies), Math.max(...copies)]).toEqual([2, 3]);
    // Ten distinct rows with five copies each make fifty.
    expect(report.needs).toEqual([{ intent: 'scarce', more: 6 }]);
    expect(limit(report, 'intent_min_samples')).toMatchObject({ limit: 50, observed: 20, holds: false });
  });

  test('cuts an intent above its share of the resulting set, oldest rows first', () => {
    const plan = balance(rowsOf({ big: 150, ...evenSizes(8, 50) }), config());
    // The others' 400 rows are then 80 % of the set.
    expect(bucket(plan.report, 'big')).toMatchObject({ allocated: 100, cap: 100, status: 'cut' });
    expect(plan.report).toMatchObject({ size: 500, dropped: { cap: 50 } });
    expect(limit(plan.report, 'intent_max_ratio')).toMatchObject({ observed: 0.2, holds: true });
    expect(byId(plan).get('big-new-00049')).toMatchObject({ split: 'dropped', copies: 0, weight: 0, reason: 'cap' });
    expect(byId(plan).get('big-new-00050')).toMatchObject({ split: 'train', reason: 'kept' });
  });

  test('raises the share to one in as many as there are intents where they are too few for it, and says so', () => {
    const { report } = balance(rowsOf({ a: 60, b: 60 }), config());
    expect(report).toMatchObject({ feasible: false, size: 120 });
    expect(report.steps[0]).toContain('0.2 to 1/2');
    expect(limit(report, 'intent_max_ratio')).toMatchObject({ limit: 0.2, observed: 0.5, holds: false });
  });

  test('copies the rare instead of throwing most of the frequent away', () => {
    const { report } = balance(rowsOf({ big: 1000, ...evenSizes(5, 30) }), config({ intent_min_samples: 10 }));
    // Cutting alone would leave 37 + 150 of 1,150 rows.
    expect(report.size).toBeGreaterThanOrEqual(575);
    expect(limit(report, 'intent_max_ratio')?.holds).toBe(true);
    expect(limit(report, 'max_copies')?.holds).toBe(true);
    expect(report.steps.join()).toContain('would leave 187 of 1150 rows');
  });

  test('keeps the share and the copies on whole rows, and every distinct row of an intent that is not cut', () => {
    fc.assert(
      fc.property(anySizes, anyConfig, (sizes, given) => {
        const { target_size: _, ...untargeted } = given;
        const settings = { ...untargeted, strategy: 'cumulative' as const };
        const { rows, report } = balance(rowsOf(sizes), settings);
        const share = Math.max(settings.intent_max_ratio, 1 / report.buckets.length);
        for (const { allocated, cap, available, distinct, status } of report.buckets) {
          expect(allocated).toBeGreaterThan(0);
          expect(allocated).toBeLessThanOrEqual(share * report.size + 1e-9);
          expect(allocated).toBeLessThanOrEqual(cap);
          if (allocated < cap) expect(distinct).toBe(available);
          if (status === 'kept') expect(allocated).toBe(available);
        }
        expect(Math.max(...rows.map(({ copies }) => copies))).toBeLessThanOrEqual(settings.max_copies);
      }),
    );
  });
});

describe('a set with a target', () => {
  test('fills its share to the last row', () => {
    const { report } = balance(rowsOf({ a: 29, b: 29, c: 21, d: 21 }), config({ target_size: 100, intent_max_ratio: 0.29, intent_min_samples: 0 }));
    expect(report).toMatchObject({ feasible: true, size: 100 });
    expect(limit(report, 'intent_max_ratio')).toMatchObject({ observed: 0.29, holds: true });
  });

  test('is spread like what is there, within caps and floors', () => {
    const sizes = { a: 500, b: 300, c: 100, d: 40, e: 10 };
    const { report } = balance(rowsOf(sizes), config({ target_size: 300, intent_max_ratio: 0.3, intent_min_samples: 10 }));
    // 180 rows at the cap; 100 : 40 : 10 share the other 120, the last at its floor.
    expect(report.buckets.map(({ allocated }) => allocated)).toEqual([90, 90, 79, 31, 10]);
    expect(report).toMatchObject({ feasible: true, target: 300, size: 300, steps: [] });
    expect(report.dropped).toMatchObject({ cap: 410 + 210, deferred: 21 + 9 });
  });

  test('shrinks before it copies, and says what it became', () => {
    const sizes = { a: 500, b: 300, c: 100, d: 40, e: 10 };
    const { report } = balance(rowsOf(sizes), config({ target_size: 600, intent_max_ratio: 0.3, intent_min_samples: 10 }));
    expect(report).toMatchObject({ feasible: false, target: 600, size: 374 });
    expect(limit(report, 'target_size')).toEqual({ name: 'target_size', limit: 600, observed: 374, holds: false });
  });

  test('too small for one row of an intent is an empty set that says so', () => {
    const { report } = balance(rowsOf(evenSizes(10, 10)), config({ target_size: 3, intent_min_samples: 0 }));
    expect(report).toMatchObject({ feasible: false, size: 0 });
    expect(report.steps.join()).toContain('from 3 to 0');
  });
});

describe('what never trains', () => {
  const row = (id: string, fingerprint: string, reply: string, at?: number): BalanceRow => ({
    id,
    intent: 'a',
    origin: 'new',
    fingerprint,
    reply,
    ...(at === undefined ? {} : { at }),
  });

  test('is a question of the suite, a disagreement, or a repetition', () => {
    const rows = [
      row('1', 'asked-by-suite', 'yes'),
      row('2', 'asked-by-suite', 'no'),
      row('3', 'disputed', 'yes', 5),
      row('4', 'disputed', 'no', 9),
      row('5', 'disputed', 'yes', 7),
      row('6', 'repeated', 'yes', 1),
      row('7', 'repeated', 'yes', 3),
      row('8', 'repeated', 'yes', 3),
      row('9', 'plain', 'yes'),
    ];
    const plan = balance(rows, config({ intent_max_ratio: 1, intent_min_samples: 0 }), { heldOut: new Set(['asked-by-suite']) });
    const reasons = 'leak leak conflict conflict conflict duplicate kept duplicate kept';
    expect(plan.rows.map(({ reason }) => reason).join(' ')).toBe(reasons);
    expect(plan.report.dropped).toEqual({ too_long: 0, exposed: 0, leak: 2, conflict: 3, duplicate: 2, user_cap: 0, deferred: 0, cap: 0 });
    expect(plan.report.size).toBe(2);
  });

  test('rows without a fingerprint are never taken for one another', () => {
    const rows: BalanceRow[] = ['1', '2'].map((id) => ({ id, intent: 'a', origin: 'new', reply: 'yes' }));
    expect(balance(rows, config({ intent_max_ratio: 1, intent_min_samples: 0 })).report.size).toBe(2);
  });

  test('leaves an empty set that fails nothing', () => {
    expect(balance([], config()).report).toMatchObject({ feasible: true, size: 0, buckets: [], new_share: 0, needs: [] });
    expect(balance(rowsOf({ a: 1 }), config(), { heldOut: new Set(['a-new-00000']) }).report).toMatchObject({ size: 0, dropped: { leak: 1 } });
  });
});

describe('an incremental set', () => {
  const old = rowsOf(evenSizes(10, 200), 'replay');
  const incremental = (section: Record<string, unknown> = {}): BalanceConfig =>
    config({ strategy: 'incremental', intent_min_samples: 0, ...section });

  test('holds all new rows and as few old ones as keep the new within their share', () => {
    const plan = balance([...old, ...rowsOf(evenSizes(10, 10))], incremental());
    expect(plan.report).toMatchObject({ size: 500, new_share: 0.2, dropped: { deferred: 1600 } });
    expect(plan.rows.filter(({ id }) => id.includes('-new-')).every(({ split }) => split === 'train')).toBe(true);
    expect(limit(plan.report, 'new_sample_ratio_high')?.holds).toBe(true);
  });

  test('fills up the intents with the fewest rows first', () => {
    const sizes = { ...evenSizes(9, 200), i09: 20 };
    const { report } = balance([...rowsOf(sizes, 'replay'), ...rowsOf({ i00: 60 })], incremental());
    expect(bucket(report, 'i09')).toMatchObject({ available: 20, allocated: 20 });
    expect(bucket(report, 'i00')).toMatchObject({ available: 260, allocated: 60 });
    expect(report.new_share).toBeCloseTo(0.2, 12);
  });

  test('cuts old rows before new ones where an intent is full, whatever their age', () => {
    const undated = rowsOf(evenSizes(10, 10)).map(({ id, intent, origin }) => ({ id, intent, origin }));
    const plan = balance([...old, ...undated], incremental({ target_size: 100 }));
    const kept = plan.rows.filter(({ split }) => split === 'train').map(({ id }) => id);
    expect(kept).toEqual(undated.map(({ id }) => id));
  });

  test('counts copies: a new intent lifted to its floor calls for more old rows', () => {
    const { report } = balance([...old, ...rowsOf({ fresh: 10 })], incremental({ intent_min_samples: 50, intent_max_ratio: 0.5 }));
    expect(bucket(report, 'fresh')).toMatchObject({ allocated: 50, distinct: 10 });
    expect(report.new_share).toBeLessThanOrEqual(0.2 + 1e-9);
  });

  test('says when the old rows are too few', () => {
    const { report } = balance([...rowsOf(evenSizes(10, 2), 'replay'), ...rowsOf(evenSizes(10, 10))], incremental());
    expect(limit(report, 'new_sample_ratio_high')).toMatchObject({ limit: 0.2, holds: false });
    expect(report.steps.at(-1)).toContain('all 20 old rows');
  });

  test('with a share of [0, 1] takes no old rows', () => {
    const { report } = balance([...old, ...rowsOf(evenSizes(10, 10))], incremental({ new_sample_ratio: [0, 1] }));
    expect(report).toMatchObject({ size: 100, new_share: 1, dropped: { deferred: 2000 } });
  });

  test('draws other old rows with another seed, each about as often', () => {
    const rows = [...old, ...rowsOf(evenSizes(10, 10))];
    const drawn = new Map<string, number>();
    for (let seed = 0; seed < 40; seed += 1) {
      for (const { id, split } of balance(rows, incremental({ seed })).rows) {
        if (split === 'train' && id.includes('-replay-')) drawn.set(id, (drawn.get(id) ?? 0) + 1);
      }
    }
    // 40 draws of 40 of 200: 8 each in the mean; a fixed sample would give 400 rows 40 times.
    expect(drawn.size).toBeGreaterThan(1990);
    expect(Math.max(...drawn.values())).toBeLessThan(25);
  });
});

describe('any plan', () => {
  test('is the same for the same rows in any order', () => {
    fc.assert(
      fc.property(anySizes, anySizes, anyConfig, fc.integer(), (fresh, old, settings, turn) => {
        const rows = [...rowsOf(fresh), ...rowsOf(old, 'replay')].map((row, index) => ({ ...row, at: index % 3 }));
        const turned = rows.map((row, index) => ({ row, key: Math.imul(index + 1, turn | 1) })).sort((a, b) => a.key - b.key);
        expect(balance(turned.map(({ row }) => row), settings)).toEqual(balance(rows, settings));
      }),
    );
  });

  test('spreads copies evenly inside an intent, accounts for every row, and reports what it planned', () => {
    fc.assert(
      fc.property(anySizes, anySizes, anyConfig, (fresh, old, settings) => {
        const rows = [...rowsOf(fresh), ...rowsOf(old, 'replay')];
        const plan = balance(rows, settings);
        expect(plan.rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort());
        const intentOf = new Map(rows.map(({ id, intent }) => [id, intent]));
        for (const { intent, allocated, distinct } of plan.report.buckets) {
          const copies = plan.rows
            .filter(({ id, reason }) => intentOf.get(id) === intent && reason !== 'deferred')
            .map((row) => row.copies);
          expect(copies.reduce((sum, count) => sum + count, 0)).toBe(allocated);
          expect(copies.filter((count) => count > 0).length).toBe(distinct);
          // New rows may be shown more often than old ones, to reach their lowest share.
          for (const origin of ['-new-', '-replay-']) {
            const shown = plan.rows.filter(({ id, reason }) => intentOf.get(id) === intent && id.includes(origin) && reason !== 'deferred').map((row) => row.copies);
            if (shown.length > 0) expect(Math.max(...shown) - Math.min(...shown)).toBeLessThanOrEqual(1);
          }
        }
        expect(plan.report.size).toBe(plan.rows.reduce((sum, row) => sum + row.copies, 0));
        const dropped = Object.values(plan.report.dropped).reduce((sum, count) => sum + count, 0);
        expect(dropped).toBe(plan.rows.filter(({ split }) => split === 'dropped').length);
      }),
    );
  });

  test('holds its limits on a hundred thousand rows with a long tail', () => {
    const sizes = Object.fromEntries(Array.from({ length: 200 }, (_, rank) => [`i${rank}`, Math.ceil(17_000 / (rank + 1))]));
    const { report } = balance(rowsOf(sizes), config());
    expect(report.buckets.length).toBe(200);
    expect(report.size).toBeGreaterThan(98_000);
    expect(report.limits.every(({ holds }) => holds)).toBe(true);
  });

  test('is refused where an id stands twice', () => {
    const [first] = rowsOf({ a: 1 });
    if (!first) throw new Error('a row was made');
    expect(() => balance([first, first], config())).toThrow(InputError);
  });
});

describe('the balance section', () => {
  test('has defaults, and refuses unknown keys and ranges the wrong way round', () => {
    expect(config()).toEqual({
      intent_max_ratio: 0.2,
      intent_min_samples: 50,
      max_copies: 5,
      min_target_ratio: 0.5,
      intents: {},
      like: 'production',
      temperature: 0.5,
      production: {},
      task_weights: {},
      severity_weights: {},
      task_max_ratio: 0.5,
      weights_as: 'copies',
      strategy: 'cumulative',
      min_new_exposures: 3,
      on_conflict: 'ratio',
      user_max_ratio: 0.2,
      max_tokens: 16_384,
      val_share: 0,
      test_share: 0,
      seed: 20,
    });
    for (const section of [{ max_copy: 2 }, { new_sample_ratio: [0.3, 0.2] }, { new_sample_ratio: [0, 1.2] }, { intent_max_ratio: 0 }]) {
      expect(balanceConfigSchema.safeParse(section).success).toBe(false);
    }
  });
});
