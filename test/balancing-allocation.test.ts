import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capsAt, isFeasible, largestTarget, targetBound } from '../core/balancing/feasibility.ts';
import type { Limits } from '../core/balancing/feasibility.ts';
import { largestRemainder } from '../core/balancing/largest-remainder.ts';
import { resolve, type Resolution } from '../core/balancing/resolve.ts';
import { fillBuckets } from '../core/balancing/water-filling.ts';

const skewed = [500, 300, 100, 40, 10];
const oneBig = [1000, 1, 1, 1, 1];
const limits = (available: number[], copies: number, maxShare: number, floors: number | number[]): Limits => ({
  available,
  copies: available.map(() => copies),
  maxShare,
  floors: typeof floors === 'number' ? available.map(() => floors) : floors,
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const anyLimits = fc
  .array(fc.record({ available: fc.integer({ min: 1, max: 60 }), floor: fc.nat({ max: 12 }) }), { minLength: 1, maxLength: 8 })
  .chain((buckets) =>
    fc.record({
      available: fc.constant(buckets.map(({ available }) => available)),
      floors: fc.constant(buckets.map(({ floor }) => floor)),
      copies: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: buckets.length, maxLength: buckets.length }),
      maxShare: fc.constantFrom(0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.5, 0.75, 1),
    }),
  );

describe('feasibility', () => {
  test.each([
    { name: 'skewed buckets', of: limits(skewed, 1, 0.3, [20, 20, 20, 20, 10]), target: 300, feasible: true, bound: 375, largest: 374 },
    { name: 'skewed buckets, three copies', of: limits(skewed, 3, 0.3, 20), target: 300, feasible: true, bound: 1125 },
    { name: 'five buckets of at most .15', of: limits(skewed, 1, 0.15, 5), target: 100, feasible: false, bound: 0, largest: 0 },
    { name: 'equal buckets', of: limits([50, 50, 50, 50], 1, 0.25, 10), target: 200, feasible: true, bound: 200, largest: 200 },
    { name: 'one big bucket', of: limits(oneBig, 1, 0.3, 1), target: 100, feasible: false, bound: 5.7143 },
    { name: 'one big bucket, five copies', of: limits(oneBig, 5, 0.3, 1), target: 100, feasible: false, bound: 28.5714, largest: 28 },
  ])('$name', ({ of, target, feasible, bound, largest }) => {
    expect(isFeasible(of, target)).toBe(feasible);
    expect(targetBound(of)).toBeCloseTo(bound, 4);
    if (largest !== undefined) expect(largestTarget(of, 1e9)).toBe(largest);
  });

  test('holds a share to the whole rows that it means, not to what doubles make of it', () => {
    // .29 x 100 is 28.999999999999996 in doubles.
    expect(capsAt(limits([100, 100, 100, 100], 1, 0.29, 0), 100)).toEqual([29, 29, 29, 29]);
  });

  test('the largest target is the largest of all feasible ones', () => {
    fc.assert(
      fc.property(anyLimits, fc.integer({ min: 1, max: 400 }), (of, atMost) => {
        let best = 0;
        for (let target = 1; target <= atMost; target += 1) if (isFeasible(of, target)) best = target;
        expect(largestTarget(of, atMost)).toBe(best);
      }),
    );
  });
});

describe('water-filling', () => {
  test.each([
    { of: limits(skewed, 1, 0.3, [20, 20, 20, 20, 10]), target: 300, rows: [90, 90, 79, 31, 10] },
    { of: limits(skewed, 3, 0.3, 20), target: 300, rows: [90, 90, 71, 29, 20] },
    { of: limits([50, 50, 50, 50], 1, 0.25, 10), target: 200, rows: [50, 50, 50, 50] },
  ])('gives $rows', ({ of, target, rows }) => {
    expect(fillBuckets(of, target, of.available)).toEqual(rows);
  });

  test('fills any feasible target exactly, within floors and caps', () => {
    fc.assert(
      fc.property(anyLimits, fc.integer({ min: 1, max: 400 }), (of, atMost) => {
        const target = largestTarget(of, atMost);
        fc.pre(target > 0);
        const rows = fillBuckets(of, target, of.available);
        const caps = capsAt(of, target);
        expect(sum(rows)).toBe(target);
        for (const [index, count] of rows.entries()) {
          expect(count).toBeGreaterThanOrEqual(of.floors[index] ?? 0);
          expect(count).toBeLessThanOrEqual(caps[index] ?? 0);
        }
      }),
    );
  });

  test('leaves a bucket of weight 0 at its floor, and says so when nothing else can take the rest', () => {
    const of = limits([50, 50], 1, 1, 5);
    expect(fillBuckets(of, 40, [1, 0])).toEqual([35, 5]);
    expect(() => fillBuckets(of, 80, [1, 0])).toThrow(RangeError);
  });
});

describe('largest remainders', () => {
  test.each([
    { values: [2.4, 3.35, 4.25], total: 10, whole: [3, 3, 4] },
    { values: [1.6, 0.7, 2, 0.2, 1.5], total: 6, whole: [2, 1, 2, 0, 1] },
    { values: [1.5, 1.5, 2.5, 0.5], total: 6, whole: [2, 2, 2, 0] },
    { values: [0.1 + 0.2, 0.3, 0.4], total: 2, whole: [1, 0, 1] },
  ])('$values with a total of $total', ({ values, total, whole }) => {
    expect(largestRemainder(values, total)).toEqual(whole);
  });

  test('pass on what a cap does not hold', () => {
    expect(largestRemainder([2.9, 1.1, 1], 5, [2, 2, 2])).toEqual([2, 2, 1]);
    expect(() => largestRemainder([2.9, 1.1], 4, [2, 1])).toThrow(RangeError);
    expect(() => largestRemainder([3, 3], 5)).toThrow(RangeError);
  });
});

describe('what gives way when not everything can be had', () => {
  type Wish = { available: number[]; target: number; floor?: number; maxShare?: number };
  const resolveWish = ({ available, target, floor = 1, maxShare = 0.3 }: Wish): Resolution =>
    resolve({ available, target, maxShare, floors: available.map(() => floor), maxCopies: available.map(() => 5), minTargetRatio: 0.5 });

  test('nothing, when it can', () => {
    expect(resolveWish({ available: skewed, floor: 10, target: 300 })).toMatchObject({ target: 300, steps: [], limits: { copies: [1, 1, 1, 1, 1] } });
  });

  test('first the target, down to its least ratio', () => {
    const { target, steps, limits } = resolveWish({ available: skewed, floor: 10, target: 600 });
    expect({ target, copies: limits.copies[0], steps: steps.length }).toEqual({ target: 374, copies: 1, steps: 1 });
    expect(steps[0]).toEqual({ code: 'target_lowered', from: 600, to: 374 });
  });

  test('then copies, no more than are needed', () => {
    const { target, steps, limits } = resolveWish({ available: skewed, floor: 10, target: 800 });
    // One copy reaches 374, less than half of 800; two reach 225 + 225 + 200 + 80 + 20.
    expect({ target, copies: limits.copies[0] }).toEqual({ target: 750, copies: 2 });
    expect(steps[0]).toEqual({ code: 'copies_raised', to: 2 });
  });

  test('then the floors of intents with too few rows', () => {
    const { steps, limits } = resolveWish({ available: [100, 100, 100, 100, 2], floor: 50, target: 400 });
    expect(limits.floors).toEqual([50, 50, 50, 50, 10]);
    expect(steps.map(({ code }) => code)).toEqual(['copies_raised', 'floors_lowered']);
  });

  test('then the share, to one in as many as there are intents', () => {
    const { target, steps, limits } = resolveWish({ available: skewed, maxShare: 0.15, floor: 5, target: 100 });
    expect({ target, share: limits.maxShare }).toEqual({ target: 100, share: 0.2 });
    expect(steps.at(-1)).toEqual({ code: 'share_raised', from: 0.15, intents: 5 });
  });

  test('then the target, whatever is left of it', () => {
    expect(resolveWish({ available: oneBig, target: 100 })).toMatchObject({ target: 28, limits: { copies: [5, 5, 5, 5, 5] } });
  });

  test('and floors that would fill more than the set', () => {
    const { target, limits } = resolveWish({ available: Array.from({ length: 10 }, () => 100), floor: 50, target: 300 });
    expect({ target, floors: limits.floors }).toEqual({ target: 300, floors: Array.from({ length: 10 }, () => 30) });
  });

  test('what comes out is always feasible, or nothing', () => {
    fc.assert(
      fc.property(anyLimits, fc.integer({ min: 1, max: 500 }), fc.nat({ max: 60 }), ({ available, maxShare }, target, floor) => {
        const result = resolveWish({ available, maxShare, floor, target });
        if (result.target > 0) expect(isFeasible(result.limits, result.target)).toBe(true);
        expect(result.target).toBeLessThanOrEqual(target);
        // Whole rows cannot share fewer than one each.
        if (target >= available.length && floor === 0) expect(result.target).toBeGreaterThan(0);
      }),
    );
  });
});
