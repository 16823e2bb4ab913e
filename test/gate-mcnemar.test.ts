import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcnemarExact, mcnemarMidP, mcnemarWorse } from '../core/gate/mcnemar.ts';

// Oracle: scipy 1.17 (binomtest) for the exact and the one-sided test; mid-p from its published formula.
const vectors = [
  { lost: 15, gained: 5, exact: 0.0413894653, midP: 0.0266036987, worse: 0.0206947327 },
  { lost: 3, gained: 1, exact: 0.625, midP: 0.375, worse: 0.3125 },
  { lost: 0, gained: 6, exact: 0.03125, midP: 0.015625, worse: 1 },
  { lost: 59, gained: 43, exact: 0.1370988058, midP: 0.114468242, worse: 0.0685494029 },
  { lost: 10, gained: 10, exact: 1, midP: 1, worse: 0.588098526 },
];

const count = fc.nat({ max: 400 });

describe('McNemar tests', () => {
  test.each(vectors)('agree with the oracle at $lost lost, $gained gained', ({ lost, gained, exact, midP, worse }) => {
    expect(mcnemarExact(lost, gained)).toBeCloseTo(exact, 10);
    expect(mcnemarMidP(lost, gained)).toBeCloseTo(midP, 10);
    expect(mcnemarWorse(lost, gained)).toBeCloseTo(worse, 10);
  });

  test('are 1 without discordant pairs', () => {
    expect([mcnemarExact(0, 0), mcnemarMidP(0, 0), mcnemarWorse(0, 0)]).toEqual([1, 1, 1]);
  });

  test('give probabilities, the two-sided ones whichever side is called lost', () => {
    fc.assert(
      fc.property(count, count, (lost, gained) => {
        for (const p of [mcnemarExact(lost, gained), mcnemarMidP(lost, gained), mcnemarWorse(lost, gained)]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
        expect(mcnemarExact(lost, gained)).toBe(mcnemarExact(gained, lost));
        expect(mcnemarMidP(lost, gained)).toBe(mcnemarMidP(gained, lost));
      }),
    );
  });

  test('the mid-p is never above the exact p', () => {
    fc.assert(
      fc.property(count, count, (lost, gained) => {
        expect(mcnemarMidP(lost, gained)).toBeLessThanOrEqual(mcnemarExact(lost, gained));
      }),
    );
  });

  test('harm gets likelier with each case lost and less likely with each gained', () => {
    fc.assert(
      fc.property(count, count, (lost, gained) => {
        expect(mcnemarWorse(lost + 1, gained)).toBeLessThanOrEqual(mcnemarWorse(lost, gained) + 1e-12);
        expect(mcnemarWorse(lost, gained + 1)).toBeGreaterThanOrEqual(mcnemarWorse(lost, gained) - 1e-12);
      }),
    );
  });

  test('keep the digits of a tiny p', () => {
    // 2^-200: a sum from the other side would have ended at 0 or 1e-16.
    expect(mcnemarWorse(200, 0) * 2 ** 200).toBeCloseTo(1, 9);
  });

  test('refuse what cannot be a count', () => {
    expect(() => mcnemarExact(-1, 2)).toThrow(RangeError);
    expect(() => mcnemarMidP(1.5, 2)).toThrow(RangeError);
    expect(() => mcnemarWorse(Number.NaN, 2)).toThrow(RangeError);
  });
});
