import padjust from '@stdlib/stats-padjust';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bcaInterval } from '../core/gate/bootstrap.ts';
import { logBettingEValue } from '../core/gate/betting.ts';
import { sequenceHalfWidth, weightedOutcome } from '../core/gate/confidence-sequence.ts';
import { logHarmEValue, pOfLogE } from '../core/gate/e-value.ts';
import { meanDifference } from '../core/gate/mean-difference.ts';
import { procedureFor } from '../core/gate/paired-procedures.ts';
import { pairedSample } from '../core/gate/paired-sample.ts';
import { ratioOfMeans, ratioOfQuantiles } from '../core/gate/paired-ratio.ts';
import { nonInferioritySampleSize } from '../core/gate/sample-size.ts';

const score = (reference: number, candidate: number, group?: string) => ({ reference, candidate, group });

describe('the e-value of discordant pairs', () => {
  // Oracle: scipy 1.17 (beta, betainc).
  test.each([
    [15, 5, 6.3555211558], [6, 0, 18.1428571429], [30, 10, 63.227923732], [3, 1, 1.3], [20, 20, 0.1945450278], [0, 0, 1],
  ])('is right at %d lost, %d gained', (lost, gained, e) => {
    expect(Math.exp(logHarmEValue(lost, gained))).toBeCloseTo(e, 9);
  });

  test('has no upper limit of pairs', () => {
    expect(logHarmEValue(60_000, 50_000)).toBeGreaterThan(400);
    expect(logHarmEValue(50_000, 60_000)).toBeLessThan(-9);
    expect(Number.isNaN(logHarmEValue(0, 5_000))).toBe(false);
    expect(() => logHarmEValue(-1, 2)).toThrow(RangeError);
  });

  test('is a fair game where the candidate is no worse: its mean over the next pair is what it was', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200 }), fc.nat({ max: 200 }), (lost, gained) => {
        const now = logHarmEValue(lost, gained);
        const next = 0.5 * Math.exp(logHarmEValue(lost + 1, gained) - now) + 0.5 * Math.exp(logHarmEValue(lost, gained + 1) - now);
        expect(next).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test('becomes a p value that is never above 1', () => {
    expect([pOfLogE(-3), pOfLogE(0), pOfLogE(Math.log(20))]).toEqual([1, 1, expect.closeTo(0.05, 12)]);
  });
});

describe('the betting e-value of a mean', () => {
  test('is a fair game where the mean is at the bound', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 1, 0.25), { maxLength: 30 }), fc.double({ min: -0.5, max: 0.5, noNaN: true }), (values, bound) => {
        const now = logBettingEValue(values, bound);
        // A next value of 1 or -1 whose mean is the bound.
        const up = (1 + bound) / 2;
        const next = up * Math.exp(logBettingEValue([...values, 1], bound) - now) + (1 - up) * Math.exp(logBettingEValue([...values, -1], bound) - now);
        expect(next).toBeCloseTo(1, 9);
      }),
    );
  });

  test('depends neither on order nor on how values are grouped, and refuses what is out of range', () => {
    const values = [0, 0, 1, -1, 0.5, 0, 0];
    expect(logBettingEValue(values.toReversed(), -0.02)).toBeCloseTo(logBettingEValue(values, -0.02), 12);
    expect(logBettingEValue([], -0.02)).toBeCloseTo(0, 12);
    expect(() => logBettingEValue([1.5], 0)).toThrow(RangeError);
    expect(() => logBettingEValue([1], 1)).toThrow(RangeError);
  });
});

describe('the asymptotic confidence sequence', () => {
  test('has the published width', () => {
    expect(sequenceHalfWidth({ n: 1_000, s: 0.5, alpha: 0.05, rho: 0.1 })).toBeCloseTo(0.0480320096, 10);
    expect(sequenceHalfWidth({ n: 100, s: 0.5, alpha: 0.05, rho: 0.1 })).toBeCloseTo(0.1828197436, 10);
    expect(() => sequenceHalfWidth({ n: 0, s: 1, alpha: 0.05 })).toThrow(RangeError);
  });

  test('weighs unequal arms so that the mean over all requests is the difference', () => {
    // 100 requests, a tenth of them to the canary: 4 of 10 fail there, 9 of 90 elsewhere.
    const outcomes = [...Array.from({ length: 10 }, (_, at) => weightedOutcome(true, Number(at < 4), 0.1)), ...Array.from({ length: 90 }, (_, at) => weightedOutcome(false, Number(at < 9), 0.1))];
    expect(outcomes.reduce((sum, value) => sum + value, 0) / 100).toBeCloseTo(0.3, 12);
  });
});

describe('graded scores', () => {
  const d = [0.1, 0, -0.05, 0.2, 0.15, 0.1, 0, 0, 0.05, -0.1];
  const groups = [0, 0, 0, 1, 1, 1, 2, 2, 3, 3].map(String);

  test('have the standard errors of the oracle', () => {
    // Oracle: statsmodels 0.15, cov_type cluster, use_correction False.
    const found = meanDifference(d, groups);
    expect(found).toMatchObject({ n: 10, units: 4 });
    expect(found.mean).toBeCloseTo(0.045, 12);
    expect(found.se).toBeCloseTo(0.0292973264, 10);
    expect(found.seCluster).toBeCloseTo(0.0366264931, 10);
  });

  test('are tested with the larger standard error and G - 1 degrees of freedom', () => {
    const sample = pairedSample(d.map((value, place) => score(0.5, 0.5 + value, groups[place])), 'score');
    const { interval, exceeds } = procedureFor(sample, { looks: 'planned', minGradedCases: 2 });
    // t(.95, 3) = 2.3533634348
    expect(interval(0.9)[0]).toBeCloseTo(0.045 - 2.3533634348 * 0.0366264931, 9);
    expect(exceeds(interval(0.9)[0])).toBeCloseTo(0.05, 9);
    const alone = procedureFor(pairedSample(d.map((value) => score(0.5, 0.5 + value)), 'score'), { looks: 'planned', minGradedCases: 2 });
    expect(alone.interval(0.9)[0]).toBeGreaterThan(interval(0.9)[0]);
  });

  test('show nothing on few cases, and equal differences are no certainty', () => {
    const same = (n: number) => pairedSample(Array.from({ length: n }, () => score(0.8, 0.8)), 'score');
    const shown = (n: number): boolean => procedureFor(same(n), { looks: 'planned', minGradedCases: 30 }).exceeds(-0.02) <= 0.05;
    expect([shown(29), shown(60), shown(132), shown(133)]).toEqual([false, false, false, true]);
    const spread = pairedSample(Array.from({ length: 29 }, (_, at) => score(0.5, 0.9 + (at % 2) / 100)), 'score');
    expect(procedureFor(spread, { looks: 'planned', minGradedCases: 30 }).exceeds(-0.02)).toBe(1);
    expect(procedureFor(spread, { looks: 'planned', minGradedCases: 29 }).exceeds(-0.02)).toBeLessThan(1e-6);
  });

  test('of one group only show nothing', () => {
    const sample = pairedSample(Array.from({ length: 200 }, (_, at) => score(0.5, 0.6 + (at % 3) / 100, 'all')), 'score');
    expect(procedureFor(sample, { looks: 'planned', minGradedCases: 30 }).exceeds(-0.02)).toBe(1);
  });
});

describe('pass/fail cases that share groups', () => {
  test('show less than as many independent ones', () => {
    const cases = (group: (place: number) => string | undefined) => pairedSample(Array.from({ length: 800 }, (_, place) => score(1, place < 20 ? 0 : 1, group(place))), 'pass');
    const tested = (group: (place: number) => string | undefined) => procedureFor(cases(group), { looks: 'planned', minGradedCases: 30 }).exceeds(-0.04);
    // All losses in one session.
    expect(tested((place) => `g${Math.floor(place / 20)}`)).toBeGreaterThan(tested(() => undefined));
  });
});

describe('family-wise and false discovery corrections', () => {
  test('are those of the oracle', () => {
    // Oracle: statsmodels 0.15 multipletests.
    const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34];
    const holm = padjust(p, 'holm');
    const bh = padjust(p, 'bh');
    expect(holm.map((value) => Number(value.toFixed(6)))).toEqual([0.015, 0.112, 0.507, 0.507, 0.507, 0.6, 0.666, ...Array<number>(8).fill(1)]);
    expect(bh.map((value) => Number(value.toFixed(6)))).toEqual([0.015, 0.06, 0.126, 0.126, 0.126, 0.15, 0.158571, ...Array<number>(7).fill(0.294643), 0.34]);
  });
});

describe('planned sizes', () => {
  test('are those of the formula, paired and unpaired', () => {
    expect(nonInferioritySampleSize({ alpha: 0.05, power: 0.8, margin: 0.03, discordantShare: 0.1 })).toBe(687);
    // Unpaired at accuracy .85 each arm has the variance of two independent answers: 2 p (1 - p).
    expect(nonInferioritySampleSize({ alpha: 0.05, power: 0.8, margin: 0.03, discordantShare: 2 * 0.85 * 0.15 })).toBe(1752);
  });
});

describe('bootstrap intervals', () => {
  const spread = { level: 0.9, seed: 7, name: 'test' };

  test('agree with the normal interval for a plain mean of many values', () => {
    const values = Array.from({ length: 400 }, (_, at) => ((at * 7919) % 400) / 400);
    const mean = (weights: Int32Array): number => {
      let [sum, count] = [0, 0];
      for (const [at, value] of values.entries()) [sum, count] = [sum + weights[at]! * value, count + weights[at]!];
      return sum / count;
    };
    const [low, high] = bcaInterval(values.length, mean, spread)!;
    // Standard error of a uniform mean: sqrt(1/12/400) = .01443.
    expect(low).toBeCloseTo(0.49875 - 1.645 * 0.01443, 2);
    expect(high).toBeCloseTo(0.49875 + 1.645 * 0.01443, 2);
  });

  test('of ratios are seeded, contain a ratio that holds everywhere, and see groups', () => {
    const pairs = Array.from({ length: 200 }, (_, at) => ({ champion: 100 + (at % 50), candidate: (100 + (at % 50)) * 1.2 }));
    expect(ratioOfMeans(pairs, spread).interval?.map((value) => Number(value.toFixed(9)))).toEqual([1.2, 1.2]);
    const noisy = pairs.map((pair, at) => ({ ...pair, candidate: pair.candidate * (0.5 + ((at * 37) % 100) / 100) }));
    expect(ratioOfQuantiles(noisy, 0.95, spread)).toEqual(ratioOfQuantiles(noisy, 0.95, spread));
    const width = ([low, high]: readonly [number, number]): number => high - low;
    const together = noisy.map((pair, at) => ({ ...pair, candidate: pair.champion * (at < 100 ? 1 : 1.5), group: `g${Math.floor(at / 20)}` }));
    const apart = together.map(({ group: _group, ...pair }) => pair);
    expect(width(ratioOfMeans(together, spread).interval!)).toBeGreaterThan(2 * width(ratioOfMeans(apart, spread).interval!));
  });

  test('do not exist for one case or for 0 / 0', () => {
    expect(ratioOfMeans([{ champion: 1, candidate: 2 }], spread).interval).toBeNull();
    expect(ratioOfMeans([{ champion: 0, candidate: 0 }, { champion: 0, candidate: 0 }], spread)).toMatchObject({ ratio: Number.NaN, interval: null });
  });
});
