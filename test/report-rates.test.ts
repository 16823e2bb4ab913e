import { describe, expect, test } from 'vitest';
import { apart, changeOf, rateOf, shareOf } from '../core/figures/share.ts';

// Oracle: scipy 1.17, binomtest(count, of).proportion_ci(method='wilson').
const wilson = [
  [0, 10, 0, 0.27753279986],
  [1, 1, 0.20654931437, 1],
  [5, 10, 0.23659309051, 0.76340690949],
  [212, 880, 0.2138201501, 0.27025021631],
  [33, 400, 0.05934587622, 0.11359688954],
  [999, 1000, 0.9943574414, 0.99982345363],
  [7, 100_000, 0.00003390904, 0.0001444987],
] as const;

// Oracle: the worked examples of Newcombe 1998 (method 10), to more digits by statsmodels' confint_proportions_2indep.
const newcombe = [
  [56, 70, 48, 80, 0.05243147, 0.33387265],
  [9, 10, 3, 10, 0.17052272, 0.80901797],
  [6, 7, 2, 7, 0.05822793, 0.80624964],
  [5, 56, 0, 29, -0.03813715, 0.19256001],
  [0, 10, 0, 20, -0.16112516, 0.2775328],
  [10, 10, 0, 20, 0.67908604, 1],
] as const;

describe('a rate', () => {
  test.each(wilson)('%i of %i lies between %f and %f', (count, of, low, high) => {
    const { interval } = shareOf(count, of);
    expect(interval![0]).toBeCloseTo(low, 10);
    expect(interval![1]).toBeCloseTo(high, 10);
  });

  test('of nothing is no rate, and never zero', () => {
    const none = shareOf(0, 0);
    expect([rateOf(none), none.interval]).toEqual([null, null]);
    expect(apart(none, shareOf(10, 10))).toBe(false);
    expect(changeOf(none, shareOf(10, 10))).toBeNull();
  });

  test('cannot be more than the whole', () => {
    expect(() => shareOf(3, 2)).toThrow(RangeError);
    expect(() => shareOf(-1, 2)).toThrow(RangeError);
    expect(() => shareOf(Number.NaN, 2)).toThrow(RangeError);
  });
});

describe('a change of rates', () => {
  test.each(newcombe)('%i of %i against %i of %i lies between the published bounds', (count, of, before, ofBefore, low, high) => {
    const { delta, interval } = changeOf(shareOf(before, ofBefore), shareOf(count, of))!;
    expect(delta).toBeCloseTo(count / of - before / ofBefore, 12);
    expect(interval[0]).toBeCloseTo(low, 7);
    expect(interval[1]).toBeCloseTo(high, 7);
  });
});
