import { describe, expect, test } from 'vitest';
import { InputError } from '../core/errors/input-error.ts';
import { assignSides } from '../core/splits/assign-sides.ts';
import { newSeals } from '../core/splits/seals.ts';
import type { Placed, Seal, SplitItem } from '../core/splits/side.ts';

const rows = (count: number, intentOf: (index: number) => string, more: (index: number) => Partial<SplitItem> = () => ({})): SplitItem[] =>
  Array.from({ length: count }, (_, index) => ({ id: `row-${index}`, intent: intentOf(index), ...more(index) }));
const onSide = (placed: readonly Placed[], side: string): number => placed.filter((one) => one.side === side).length;
const options = { salt: 'shares', val: 0.1, test: 0.2 };

describe('shares', () => {
  test('hold within every intent to one item', () => {
    const items = rows(10_000, (index) => `intent ${Math.floor(Math.sqrt(index))}`);
    const placed = assignSides(items, options);
    for (const [, members] of Map.groupBy(items.keys(), (index) => items[index]?.intent)) {
      const sides = members.map((index) => placed[index] as Placed);
      expect(Math.abs(onSide(sides, 'test') - 0.2 * members.length)).toBeLessThanOrEqual(1);
      expect(Math.abs(onSide(sides, 'val') - 0.1 * members.length)).toBeLessThanOrEqual(2);
    }
  });

  test('hold over many intents of one item each: small intents are not always on the same side', () => {
    const placed = assignSides(rows(20_000, (index) => `intent ${index}`), options);
    expect(onSide(placed, 'test') / 20_000).toBeCloseTo(0.2, 1);
    expect(onSide(placed, 'val') / 20_000).toBeCloseTo(0.1, 1);
  });

  test('hold as data grows day by day', () => {
    const sealed = new Map<string, Seal>();
    const all = rows(6_000, (index) => `intent ${index % 5}`, (index) => ({ user: `user ${Math.floor(index / 3)}` }));
    for (let day = 1; day <= 30; day += 1) {
      const items = all.slice(0, day * 200);
      const placed = assignSides(items, options, sealed);
      for (const [key, seal] of newSeals(items, placed, sealed)) sealed.set(key, seal);
      for (const intent of new Set(items.map((item) => item.intent))) {
        const sides = placed.filter((_, index) => items[index]?.intent === intent);
        expect(Math.abs(onSide(sides, 'test') - 0.2 * sides.length)).toBeLessThanOrEqual(4);
      }
    }
  });

  test('large groups train: holding one out would miss the shares by more', () => {
    const items = rows(1_000, () => 'a', (index) => (index < 600 ? { user: 'heavy' } : {}));
    const placed = assignSides(items, options);
    expect(placed[0]?.side).toBe('train');
    expect(Math.abs(onSide(placed, 'test') - 200)).toBeLessThanOrEqual(5);
  });

  test('without strata each side is a hash of the group: nothing else moves it, not even without seals', () => {
    const items = rows(20_000, () => 'a', (index) => ({ at: index }));
    const whole = assignSides(items, { ...options, stratify: false });
    expect(assignSides(items.slice(0, 5_000), { ...options, stratify: false })).toEqual(whole.slice(0, 5_000));
    expect(onSide(whole, 'test') / 20_000).toBeCloseTo(0.2, 1);
    expect(onSide(whole, 'val') / 20_000).toBeCloseTo(0.1, 1);
  });

  test('another salt is another split', () => {
    const items = rows(200, () => 'a');
    const tested = (salt: string) => assignSides(items, { ...options, salt }).flatMap(({ side }, index) => (side === 'test' ? [index] : []));
    expect(tested('one')).toEqual(tested('one'));
    expect(tested('one')).not.toEqual(tested('two'));
  });

  test.each([{ val: -0.1, test: 0 }, { val: 0, test: 1 }, { val: Number.NaN, test: 0 }, { val: 0.5, test: 0.5 }])('that leave nothing to train on are refused: $val, $test', (shares) => {
    expect(() => assignSides([], { salt: 'a', ...shares })).toThrow(InputError);
  });

  test('an id that stands twice is refused', () => {
    expect(() => assignSides([{ id: 'a' }, { id: 'a' }], options)).toThrow(/id: found a twice/);
  });
});

describe('groups that are kept for the suite', () => {
  const kept = (items: readonly SplitItem[], more: object = {}) => assignSides(items, { salt: 'kept', val: 0, test: 0, regressions: 0.2, ...more });
  const users = rows(6_000, (index) => `intent ${index % 5}`, (index) => ({ user: `user ${Math.floor(index / 3)}`, bad: index % 6 === 0 }));

  test('are a share of those with a confirmed bad case, whatever else is tested, and each as a whole', () => {
    const placed = kept(users);
    const held = users.filter((_, index) => placed[index]!.side === 'test');
    const groups = new Set(held.map(({ user }) => user));
    expect([...groups].every((user) => users.some((item) => item.user === user && item.bad))).toBe(true);
    expect(held).toHaveLength(3 * groups.size);
    // 1,000 of the 2,000 users have one; three standard deviations.
    expect(Math.abs(groups.size - 200)).toBeLessThan(38);
    const tested = kept(users, { test: 0.1 });
    expect(users.every((_, index) => placed[index]!.side !== 'test' || tested[index]!.side === 'test')).toBe(true);
  });

  test('are none with a share of 0, and the same ones as the share grows and data comes in', () => {
    expect(onSide(kept(users, { regressions: 0 }), 'test')).toBe(0);
    const [few, more, half] = [kept(users), kept(users, { regressions: 0.5 }), kept(users.slice(0, 3_000))];
    expect(few.every(({ side }, index) => side === 'train' || more[index]!.side === 'test')).toBe(true);
    expect(half.map(({ side }) => side)).toEqual(few.slice(0, 3_000).map(({ side }) => side));
  });

  test('take no more than a fifth of what an intent has to train on: twelve corrections of the first day all train', () => {
    const first = rows(12, (index) => `intent ${index % 4}`, () => ({ bad: true }));
    expect(onSide(kept(first, { regressions: 0.9 }), 'test')).toBe(0);
    const later = [...first, ...rows(60, (index) => `intent ${index % 2}`).map((item) => ({ ...item, id: `later ${item.id}` }))];
    const placed = kept(later, { regressions: 0.9 });
    expect(new Set(later.flatMap(({ intent }, index) => (placed[index]!.side === 'test' ? [intent] : [])))).toEqual(new Set(['intent 0', 'intent 1']));
    const crowd = rows(100, () => 'a', (index) => ({ bad: true, ...(index < 21 && { user: 'heavy' }) }));
    expect(kept(crowd, { regressions: 0.9 }).slice(0, 21).map(({ side }) => side)).toEqual(Array(21).fill('train'));
  });

  test('hold nothing that trained before there was a split', () => {
    const items = rows(400, () => 'a', (index) => ({ fingerprint: `f${Math.floor(index / 2)}`, ...(index % 2 === 0 ? { trained: true } : { bad: true }) }));
    expect(onSide(kept(items, { regressions: 0.9 }), 'test')).toBe(0);
  });
});

describe('a test cut by time', () => {
  const cut = { salt: 'cut', val: 0.2, test: 0.3, testFrom: 700 };

  test('tests on what comes after it, trains on what came before, and cuts no group', () => {
    const items = rows(1_000, () => 'a', (index) => ({ at: index, ...(index % 10 === 0 && { user: `user ${index % 400}` }) }));
    const placed = assignSides(items, cut);
    for (const [index, { side, blocked }] of placed.entries()) {
      if (index >= 700) expect(side).toBe('test');
      else if (index % 10 !== 0) expect(side).not.toBe('test');
      expect(blocked).toBe(false);
    }
    const users = Map.groupBy(items.keys(), (index) => items[index]?.user);
    users.delete(undefined);
    for (const members of users.values()) expect(new Set(members.map((index) => placed[index]?.side)).size).toBe(1);
    const rest = placed.filter(({ side }) => side !== 'test');
    expect(onSide(rest, 'val') / rest.length).toBeCloseTo(0.2, 2);
  });

  test('a group that trains already stays, and its items after the cut are blocked', () => {
    const sealed = new Map<string, Seal>([['user:ana', { side: 'train', reach: 'train' }]]);
    const items = [{ id: 'before', user: 'ana', at: 699 }, { id: 'after', user: 'ana', at: 700 }];
    expect(assignSides(items, cut, sealed).map(({ side, blocked }) => [side, blocked])).toEqual([['train', false], ['train', true]]);
  });
});
