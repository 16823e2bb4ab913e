import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignSides, type SplitOptions } from '../core/splits/assign-sides.ts';
import { newSeals } from '../core/splits/seals.ts';
import type { Placed, Seal, SplitItem } from '../core/splits/side.ts';
import { sides } from '../core/splits/side.ts';

const options: SplitOptions = { salt: 'test', val: 0.15, test: 0.25 };
const few = (prefix: string, max: number) => fc.option(fc.nat({ max }).map((number) => `${prefix}${number}`), { nil: undefined });

/** Days of items that share users, sessions and texts; clusters of near-duplicates grow together now and then. */
const history = (days: number, perDay: number, gone: boolean) =>
  fc.record({
    days: fc.array(
      fc.array(fc.record({ user: few('u', 12), session: few('s', 12), fingerprint: few('f', 20), cluster: few('c', 20), intent: few('i', 3), held: fc.integer({ max: 12 }).map((n) => n === 0), bad: fc.boolean() }), { maxLength: perDay }),
      { minLength: days, maxLength: days },
    ),
    merges: fc.array(fc.tuple(fc.nat({ max: days }), fc.nat({ max: 20 }), fc.nat({ max: 20 })), { maxLength: 3 }),
    // What users have erased is not there on later days.
    erased: fc.constant(gone).chain((some) => (some ? fc.integer({ min: 2, max: 6 }) : fc.constant(Infinity))),
    stratify: fc.boolean(),
    regressions: fc.constantFrom(0, 0.5),
  });
const onSide = (placed: readonly Placed[], side: string): number => placed.filter((one) => one.side === side).length;
type History = typeof history extends (...rest: never[]) => fc.Arbitrary<infer H> ? H : never;

/** Plays the days; `check` sees each day's items, what they got, and what was sealed before. */
function play({ days, merges, erased, stratify, regressions }: History, check: (items: SplitItem[], placed: Placed[], sealed: ReadonlyMap<string, Seal>) => void): void {
  const sealed = new Map<string, Seal>();
  let items: SplitItem[] = [];
  for (const [day, fresh] of days.entries()) {
    const added = fresh.map((row, index): SplitItem => {
      const known = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
      return { ...known, id: `${day}-${index}`, at: day };
    });
    const merged = merges.filter(([on]) => on === day);
    items = [...items, ...added]
      .filter((_, index) => (index + day) % erased !== 1)
      .map((item) => ({ ...item, ...merged.flatMap(([, from, to]) => (item.cluster === `c${from}` ? [{ cluster: `c${to}` }] : [])).at(-1) }));
    const placed = assignSides(items, { ...options, stratify, regressions }, sealed);
    check(items, placed, sealed);
    for (const [key, seal] of newSeals(items, placed, sealed)) sealed.set(key, seal);
  }
}

const linkNames = ['user', 'session', 'fingerprint', 'cluster'] as const;

function checkForEver(): (items: SplitItem[], placed: Placed[]) => void {
  const sideOf = new Map<string, string>();
  const strictest = new Map<string, number>();
  return (items, placed) => {
    const reached = new Map<string, string>();
    for (const [index, item] of items.entries()) {
      const { side, blocked } = placed[index] as Placed;
      expect(sideOf.get(item.id) ?? side).toBe(side);
      sideOf.set(item.id, side);
      const rank = sides.indexOf(side);
      for (const link of linkNames) {
        const value = item[link];
        if (value === undefined) continue;
        const key = `${link} ${value}`;
        // Of the items that may be used, all that share something stand on one side.
        if (!blocked) expect(reached.get(key) ?? side).toBe(side);
        if (!blocked) reached.set(key, side);
        // Whoever was held out never trains again, whatever else has gone since. Clusters are named anew each day.
        if (!blocked && link !== 'cluster') expect(rank).toBeGreaterThanOrEqual(strictest.get(key) ?? 0);
        strictest.set(key, Math.max(rank, strictest.get(key) ?? 0));
      }
      if (item.held) expect(side === 'test' || blocked).toBe(true);
    }
  };
}

describe('sides are for ever', () => {
  test('groups never stand on two sides and what was held out never trains, in 10,000 histories', () => {
    fc.assert(fc.property(history(3, 6, true), (days) => play(days, checkForEver())), { numRuns: 10_000 });
  });

  test("an item's side never changes as data grows over 30 days", () => {
    fc.assert(fc.property(history(30, 8, false), (days) => play(days, checkForEver())), { numRuns: 100 });
    fc.assert(fc.property(history(30, 8, true), (days) => play(days, checkForEver())), { numRuns: 50 });
  });

  test('the order of the items changes nothing', () => {
    fc.assert(
      fc.property(history(3, 10, false), fc.integer(), (days, turn) => {
        play(days, (items, placed, sealed) => {
          const order = items.map((_, index) => index).sort((a, b) => ((a * 31 + turn) % 17) - ((b * 31 + turn) % 17) || b - a);
          const again = assignSides(order.map((index) => items[index] as SplitItem), { ...options, stratify: days.stratify, regressions: days.regressions }, sealed);
          expect(again).toEqual(order.map((index) => placed[index]));
        });
      }),
      { numRuns: 500 },
    );
  });

  test('where a held-out group and one that trains grow together, only what joins them is blocked', () => {
    const sealed = new Map<string, Seal>([
      ['item:old', { side: 'train', reach: 'train' }],
      ['user:ana', { side: 'train', reach: 'train' }],
      ['item:case', { side: 'test', reach: 'test' }],
    ]);
    const items = [{ id: 'old', user: 'ana' }, { id: 'case', cluster: 1 }, { id: 'bridge', user: 'ana', session: 's', cluster: 1 }, { id: 'next', session: 's' }];
    const placed = assignSides(items, options, sealed);
    expect(placed.slice(0, 3).map(({ side, blocked }) => [side, blocked])).toEqual([['train', false], ['test', false], ['train', true]]);

    // It stays so without the case, and says nothing about what it shared.
    const seals = newSeals(items, placed, sealed);
    expect([...seals.keys()].sort()).toEqual(['item:bridge', 'item:next', 'session:s']);
    const after = assignSides([{ id: 'bridge', user: 'ana' }, { id: 'new', user: 'ana' }], options, new Map([...sealed, ...seals]));
    expect(after.map(({ side, blocked }) => [side, blocked])).toEqual([['train', true], ['train', false]]);
  });

  test('of new items that belong to several sides at once most decide: a question that all ask at once is not lost to everybody', () => {
    const sealed = new Map<string, Seal>([
      ...['ana', 'bea'].map((user) => [`user:${user}`, { side: 'train', reach: 'train' }] as const), ['user:cleo', { side: 'test', reach: 'test' }],
    ]);
    const asked = ['ana', 'bea', 'cleo', 'dora'].map((user) => ({ id: user, user, fingerprint: 'outage' }));
    const placed = assignSides(asked, options, sealed);
    expect(placed.map(({ side, blocked }) => [side, blocked])).toEqual([['train', false], ['train', false], ['train', true], ['train', false]]);
    expect(newSeals(asked, placed, sealed).get('text:outage')).toEqual({ side: 'train', reach: 'train' });
  });

  test('users who come back and questions that all ask do not hold out more and more, in 60 days', () => {
    const sealed = new Map<string, Seal>();
    const items: SplitItem[] = [];
    let placed: Placed[] = [];
    for (let day = 0; day < 60; day += 1) {
      for (let index = 0; index < 40; index += 1) {
        const n = day * 40 + index;
        items.push({ id: `row-${n}`, user: `u${(n * 17) % 97}`, session: `s${n}`, fingerprint: `f${(n * 31) % 1_009}`, intent: `i${n % 3}`, at: day, bad: n % 4 === 0 });
      }
      placed = assignSides(items, { salt: 'days', val: 0, test: 0, regressions: 0.2 }, sealed);
      for (const [key, seal] of newSeals(items, placed, sealed)) sealed.set(key, seal);
    }
    expect(onSide(placed, 'test')).toBeGreaterThan(0);
    expect(placed.filter(({ side, blocked }) => side === 'train' && !blocked).length / placed.length).toBeGreaterThan(0.75);
  });

  test('a group with a case of a suite is held out, even where nothing else is', () => {
    const items = [{ id: 'case', held: true, cluster: 7 }, { id: 'twin', cluster: 7 }, { id: 'far', cluster: 8 }];
    expect(assignSides(items, { salt: 'a', val: 0, test: 0 }).map(({ side }) => side)).toEqual(['test', 'test', 'train']);
  });

  test('seals are few: a second call with the same items adds none', () => {
    const items = Array.from({ length: 50 }, (_, index) => ({ id: `${index}`, user: `${index % 7}` }));
    const seals = newSeals(items, assignSides(items, options), new Map());
    expect(seals.size).toBe(57);
    expect(newSeals(items, assignSides(items, options, seals), seals).size).toBe(0);
  });
});
