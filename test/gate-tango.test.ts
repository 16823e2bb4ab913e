import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tangoInterval, tangoNonInferiority } from '../core/gate/tango.ts';

// From the published formula, coded once on its own.
const testVectors = [
  { n: 200, lost: 10, gained: 12, margin: 0.03, z: 1.646386, p: 0.04984212 },
  { n: 500, lost: 10, gained: 12, margin: 0.02, z: 2.346746, p: 0.00946908 },
  { n: 1000, lost: 20, gained: 20, margin: 0.02, z: 2.898855, p: 0.00187264 },
  { n: 400, lost: 0, gained: 0, margin: 0.01, z: 2.010076, p: 0.02221159 },
];

// Oracle: the trinomial likelihood maximised numerically under each difference and the score test inverted
// by root finding (scipy 1.17: minimize_scalar, brentq); no closed form of Tango's is used there.
// 21, 7, 1 is Bentur's airway data, published as -0.517 to -0.026 (Fagerland, Lydersen, Laake 2014).
const intervalVectors = [
  { n: 21, lost: 7, gained: 1, ci95: [-0.5172323, -0.026003], ci90: [-0.4816225, -0.0746308] },
  { n: 500, lost: 10, gained: 12, ci95: [-0.0155138, 0.0240176], ci90: [-0.0120698, 0.0204437] },
  { n: 200, lost: 10, gained: 12, ci95: [-0.0383846, 0.0593077], ci90: [-0.0299599, 0.0506559] },
  { n: 400, lost: 0, gained: 0, ci95: [-0.0095123, 0.0095123], ci90: [-0.0067184, 0.0067184] },
  { n: 50, lost: 0, gained: 5, ci95: [0.0215176, 0.2136023], ci90: [0.0435335, 0.1915375] },
  { n: 1000, lost: 20, gained: 20, ci95: [-0.0129278, 0.0129278], ci90: [-0.01072, 0.01072] },
];

const paired = fc
  .tuple(fc.nat({ max: 300 }), fc.nat({ max: 300 }), fc.nat({ max: 1500 }))
  .filter(([lost, gained, same]) => lost + gained + same > 0)
  .map(([lost, gained, same]) => ({ n: lost + gained + same, lost, gained }));
const margin = fc.double({ min: 0.001, max: 0.3, noNaN: true });

describe("Tango's score test", () => {
  test.each(testVectors)('agrees with the formula at n $n, $lost lost, $gained gained, margin $margin', (vector) => {
    const { z, p } = tangoNonInferiority(vector, vector.margin);
    expect(z).toBeCloseTo(vector.z, 6);
    expect(p).toBeCloseTo(vector.p, 8);
  });

  test('gives a probability for any counts and margin', () => {
    fc.assert(
      fc.property(paired, margin, (counts, m) => {
        const { p } = tangoNonInferiority(counts, m);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a case lost instead of kept never speaks for the candidate, a case gained never against it', () => {
    fc.assert(
      fc.property(paired, margin, ({ n, lost, gained }, m) => {
        const { z } = tangoNonInferiority({ n: n + 1, lost, gained }, m);
        expect(tangoNonInferiority({ n: n + 1, lost: lost + 1, gained }, m).z).toBeLessThanOrEqual(z + 1e-9);
        expect(tangoNonInferiority({ n: n + 1, lost, gained: gained + 1 }, m).z).toBeGreaterThanOrEqual(z - 1e-9);
      }),
    );
  });

  test('a wider margin is easier to show', () => {
    fc.assert(
      fc.property(paired, margin, (counts, m) => {
        expect(tangoNonInferiority(counts, m * 1.5).p).toBeLessThanOrEqual(tangoNonInferiority(counts, m).p + 1e-12);
      }),
    );
  });

  test('refuses no cases, no margin, and counts that do not fit', () => {
    expect(() => tangoNonInferiority({ n: 0, lost: 0, gained: 0 }, 0.02)).toThrow(RangeError);
    expect(() => tangoNonInferiority({ n: 10, lost: 1, gained: 1 }, 0)).toThrow(RangeError);
    expect(() => tangoNonInferiority({ n: 10, lost: 6, gained: 5 }, 0.02)).toThrow(RangeError);
    expect(() => tangoNonInferiority({ n: Number.NaN, lost: 0, gained: 0 }, 0.02)).toThrow(RangeError);
  });
});

describe("Tango's score interval", () => {
  test.each(intervalVectors)('agrees with the oracle at n $n, $lost lost, $gained gained', ({ ci95, ci90, ...counts }) => {
    for (const [level, expected] of [[0.95, ci95], [0.9, ci90]] as const) {
      const [low, high] = tangoInterval(counts, level);
      expect(low).toBeCloseTo(expected[0] ?? Number.NaN, 6);
      expect(high).toBeCloseTo(expected[1] ?? Number.NaN, 6);
    }
  });

  test('holds the observed difference and stays within -1 and 1', () => {
    fc.assert(
      fc.property(paired, (counts) => {
        const [low, high] = tangoInterval(counts, 0.95);
        const delta = (counts.gained - counts.lost) / counts.n;
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(low).toBeLessThanOrEqual(delta + 1e-12);
        expect(high).toBeGreaterThanOrEqual(delta - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('is mirrored when champion and candidate change places', () => {
    fc.assert(
      fc.property(paired, ({ n, lost, gained }) => {
        const [low, high] = tangoInterval({ n, lost, gained }, 0.95);
        const [mirroredLow, mirroredHigh] = tangoInterval({ n, lost: gained, gained: lost }, 0.95);
        expect(mirroredLow).toBeCloseTo(-high, 9);
        expect(mirroredHigh).toBeCloseTo(-low, 9);
      }),
    );
  });

  test('of level 1 - 2 alpha lies above -margin exactly when the test has p below alpha', () => {
    fc.assert(
      fc.property(paired, margin, fc.constantFrom(0.01, 0.05, 0.1), (counts, m, alpha) => {
        const [low] = tangoInterval(counts, 1 - 2 * alpha);
        // On the boundary itself the last bits decide.
        fc.pre(Math.abs(low + m) > 1e-9);
        expect(low > -m).toBe(tangoNonInferiority(counts, m).p < alpha);
      }),
    );
  });

  test('knows nothing without cases, and ends where everything was lost or gained', () => {
    expect(tangoInterval({ n: 0, lost: 0, gained: 0 }, 0.95)).toEqual([-1, 1]);
    expect(tangoInterval({ n: 8, lost: 8, gained: 0 }, 0.95)[0]).toBeCloseTo(-1, 9);
    expect(tangoInterval({ n: 8, lost: 0, gained: 8 }, 0.95)[1]).toBeCloseTo(1, 9);
  });
});
