import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balance } from '../core/balancing/balance.ts';
import { factsOf, withSides, type Candidate } from '../core/balancing/candidates.ts';
import { balanceConfigSchema, floorOf, maxCopiesOf, type BalanceConfig } from '../core/balancing/config.ts';
import { klDivergence } from '../core/balancing/distance.ts';
import type { BalanceRow } from '../core/balancing/plan.ts';
import { waterLevel } from '../core/balancing/water-filling.ts';
import { assignSides } from '../core/splits/assign-sides.ts';
import { newSeals } from '../core/splits/seals.ts';
import type { Seal } from '../core/splits/side.ts';

const defaults = balanceConfigSchema.parse({});

const anyRow = fc.record({
  intent: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  origin: fc.constantFrom('new' as const, 'replay' as const),
  fingerprint: fc.constantFrom('q1', 'q2', 'q3', undefined),
  cluster: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
  cell: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
  reply: fc.constantFrom('yes', 'no'),
  user: fc.constantFrom('u1', 'u2', 'u3', undefined),
  task: fc.constantFrom('safety', 'json', undefined),
  at: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
  side: fc.constantFrom('train' as const, 'train' as const, 'train' as const, 'val' as const, 'test' as const, 'blocked' as const, undefined),
  tokens: fc.constantFrom(10, 100_000),
});
const anyRows = fc.array(anyRow, { maxLength: 60 }).map((rows) =>
  rows.map((row, index) => defined({ ...row, id: `r${String(index).padStart(3, '0')}` }) as BalanceRow),
);
const defined = (row: object): object => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

const anyConfig = fc
  .record({
    intent_max_ratio: fc.constantFrom(0.1, 0.25, 0.3, 0.5, 1),
    intent_min_samples: fc.nat({ max: 20 }),
    max_copies: fc.integer({ min: 1, max: 5 }),
    strategy: fc.constantFrom('cumulative' as const, 'incremental' as const),
    like: fc.constantFrom('production' as const, 'uniform' as const, 'temperature' as const),
    on_conflict: fc.constantFrom('ratio' as const, 'exposures' as const),
    weights_as: fc.constantFrom('copies' as const, 'weight' as const),
    task_weights: fc.constantFrom({}, { safety: 3, json: 0.5 }),
    intents: fc.constantFrom({}, { a: { at_most: 0.3 }, b: { at_least: 30, max_copies: 8 } }, { c: { at_most: 2 } }),
    production: fc.constantFrom({}, { a: 0.7, b: 0.3 }),
    target_size: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    seed: fc.nat({ max: 9 }),
  })
  .map((section): BalanceConfig => ({ ...defaults, ...(defined(section) as Partial<BalanceConfig>) }));

describe('whatever comes in', () => {
  test('caps, floors and copies hold on whole rows, or the report says which does not and why', () => {
    fc.assert(
      fc.property(anyRows, anyConfig, (rows, config) => {
        const { rows: planned, report } = balance(rows, config);
        const rowOf = new Map(rows.map((row) => [row.id, row]));
        const raised = report.steps.some((step) => step.includes('share of an intent raised'));
        const share = raised ? 1 / report.buckets.length : config.intent_max_ratio;
        for (const { intent, allocated, cap, floor, available } of report.buckets) {
          expect(allocated).toBeLessThanOrEqual(cap);
          expect(allocated).toBeLessThanOrEqual(Math.floor(share * report.size + 1e-9));
          expect(allocated).toBeLessThanOrEqual(available * maxCopiesOf(config, intent));
          expect(floor).toBeLessThanOrEqual(floorOf(config, intent));
        }
        for (const { id, split, copies } of planned) {
          const row = rowOf.get(id)!;
          expect(copies).toBeLessThanOrEqual(maxCopiesOf(config, row.intent));
          if (split === 'train') expect([row.side ?? 'train', row.tokens]).toEqual(['train', 10]);
        }
        expect(report.limits.filter(({ name, holds }) => name.startsWith('intent') && !holds).length === 0 || report.steps.length > 0).toBe(true);
        expect(planned.length).toBe(rows.length);
        expect(report.size + report.held_out.val + report.held_out.test).toBe(planned.reduce((sum, { copies }) => sum + copies, 0));
        if (report.kl !== null && report.kl_optimum !== null) expect(report.kl).toBeGreaterThan(-1e-12);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  test('the same rows in any order and the same seed give the same plan, byte for byte', () => {
    fc.assert(
      fc.property(anyRows, anyConfig, fc.integer(), (rows, config, turn) => {
        const turned = rows.map((row, index) => ({ row, key: Math.imul(index + 1, turn | 1) })).sort((one, other) => one.key - other.key).map(({ row }) => row);
        expect(JSON.stringify(balance(turned, config))).toBe(JSON.stringify(balance(rows, config)));
      }),
      { numRuns: 500 },
    );
  });

  test('over 30 growing days groups never cross sides and no item changes its own', () => {
    const words = 'card cash app transfer limit fee top up freeze lost stolen abroad weekend refund exchange rate pin code'.split(' ');
    const rows: Candidate[] = [];
    let seals = new Map<string, Seal>();
    const sideOf = new Map<string, string>();
    const config = { ...defaults, intent_min_samples: 0 };
    for (let day = 0; day < 30; day += 1) {
      for (let index = 0; index < 20; index += 1) {
        const n = day * 20 + index;
        const question = [0, 1, 2, 3, 4, 5].map((place) => words[(n * 7 + place * (1 + (n % 5))) % words.length]).join(' ');
        rows.push({ id: `i${n}`, intent: `intent ${n % 4}`, origin: 'new', question, reply: 'x', user: `u${n % 37}`, session: `s${Math.floor(n / 3)}`, at: n });
      }
      const { rows: known, items } = factsOf(rows, []);
      const placed = assignSides(items, { salt: 'test', val: 0.1, test: 0.1 }, seals);
      seals = new Map([...seals, ...newSeals(items, placed, seals)]);
      const plan = balance(withSides(known, placed, rows), config).rows;
      const splits = new Map(plan.map(({ id, split }) => [id, split]));
      const byGroup = Map.groupBy(placed.keys(), (place) => placed[place]!.group);
      for (const members of byGroup.values()) {
        const used = new Set(members.map((place) => splits.get(rows[place]!.id)).filter((split) => split !== 'dropped'));
        expect(used.size).toBeLessThanOrEqual(1);
      }
      for (const { id, split } of plan) {
        if (split === 'dropped') continue;
        expect(sideOf.get(id) ?? split).toBe(split);
        sideOf.set(id, split);
      }
    }
    expect(new Set(sideOf.values()).size).toBeGreaterThan(1);
  });
});

describe('the allocation', () => {
  /** Independent of water-filling: tries every set of buckets at their floor, at their cap and between, and takes the best. */
  function bestDivergence(weights: number[], floors: number[], caps: number[], target: number): number {
    let best = Infinity;
    for (let code = 0; code < 3 ** weights.length; code += 1) {
      const state = weights.map((_, index) => Math.floor(code / 3 ** index) % 3);
      const fixed = state.map((kind, index) => (kind === 0 ? floors[index]! : kind === 1 ? caps[index]! : 0));
      const free = weights.map((weight, index) => (state[index] === 2 ? weight : 0));
      const left = target - fixed.reduce((sum, value) => sum + value, 0);
      const mass = free.reduce((sum, value) => sum + value, 0);
      if (mass === 0 ? Math.abs(left) > 1e-9 : left < 0) continue;
      const rows = fixed.map((value, index) => (state[index] === 2 ? (left * free[index]!) / mass : value));
      if (rows.some((value, index) => value < floors[index]! - 1e-9 || value > caps[index]! + 1e-9)) continue;
      best = Math.min(best, klDivergence(rows, weights) ?? Infinity);
    }
    return best;
  }

  test('is as close to the target as an exhaustive search over active limits finds, on 200 instances', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ weight: fc.integer({ min: 1, max: 500 }), floor: fc.nat({ max: 20 }), room: fc.integer({ min: 1, max: 200 }) }), { minLength: 2, maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (buckets, fill) => {
          const weights = buckets.map(({ weight }) => weight);
          const floors = buckets.map(({ floor }) => floor);
          const caps = buckets.map(({ floor, room }) => floor + room);
          const [least, most] = [floors, caps].map((list) => list.reduce((sum, value) => sum + value, 0)) as [number, number];
          const target = least + fill * (most - least) || 1;
          expect(klDivergence(waterLevel(weights, floors, caps, target), weights)).toBeCloseTo(bestDivergence(weights, floors, caps, target), 6);
        },
      ),
      { numRuns: 200 },
    );
  });
});
