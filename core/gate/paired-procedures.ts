import normal from '@stdlib/stats-base-dists-normal';
import t from '@stdlib/stats-base-dists-t';
import { logBettingEValue } from './betting.ts';
import { fallsAt } from './bisection.ts';
import { logHarmEValue, pOfLogE } from './e-value.ts';
import type { Interval } from './gate-verdict.ts';
import { mcnemarWorse } from './mcnemar.ts';
import { meanDifference } from './mean-difference.ts';
import type { PairedSample } from './paired-sample.ts';
import { allOf, noEvidence, type Procedure } from './procedure.ts';
import { tangoExceeds, tangoInterval } from './tango.ts';

export type HowTested = {
  /** `planned`: fixed-size tests; `any`: e-values that hold at every look. */
  looks: 'planned' | 'any';
  /** Graded cases below which the t test claims no non-inferiority and no improvement. */
  minGradedCases: number;
};

/**
 * The tests for a sample. Pass/fail: Tango's score test and exact McNemar, and where cases share groups the clustered t test
 * must agree. Graded or repeated cases: the clustered t test. `looks: any`: betting e-values, over group means where cases share groups.
 */
export function procedureFor(sample: PairedSample, how: HowTested): Procedure {
  if (sample.n === 0) return noEvidence;
  if (how.looks === 'any') return betting(sample);
  if (!sample.passFail) return clusteredT(sample, how.minGradedCases);
  return sample.clustered ? allOf([passFail(sample), clusteredT(sample, 0)]) : passFail(sample);
}

function passFail(sample: PairedSample): Procedure {
  return {
    exceeds: (difference) => tangoExceeds(sample, difference),
    interval: (level) => tangoInterval(sample, level),
    pHarm: mcnemarWorse(sample.lost, sample.gained),
  };
}

function clusteredT({ differences, groups, n }: PairedSample, minCases: number): Procedure {
  const { mean, units, se, seCluster } = meanDifference(differences, groups);
  const error = Math.max(se, seCluster);
  if (units < 2) return noEvidence;
  // A hair above 0 is rounding.
  if (error < 1e-12) return withoutSpread(mean, units, n < minCases);
  return {
    exceeds: (difference) => (n < minCases ? 1 : t.cdf((difference - mean) / error, units - 1)),
    interval: (level) => around(mean, t.quantile((1 + level) / 2, units - 1) * error),
    pHarm: t.cdf(mean / error, units - 1),
  };
}

/**
 * All differences are the same, so their spread tells nothing of what is still unseen: the score test of a sample without a flip
 * takes the place of t, with its distance sqrt(n d / (1 - d)) from a difference that is d lower.
 */
function withoutSpread(mean: number, units: number, tooFew: boolean): Procedure {
  return {
    exceeds: (difference) => {
      const distance = Math.min(1, mean - difference);
      return tooFew || distance <= 0 ? 1 : normal.cdf(-Math.sqrt((units * distance) / (1 - distance)), 0, 1);
    },
    interval: (level) => {
      const z = normal.quantile((1 + level) / 2, 0, 1);
      return around(mean, (z * z) / (units + z * z));
    },
    pHarm: mean < 0 ? 0.5 ** units : 1,
  };
}

function betting(sample: PairedSample): Procedure {
  const values = sample.clustered ? groupMeans(sample) : sample.differences;
  const turned = values.map((value) => -value);
  const p = (of: readonly number[], bound: number): number => pOfLogE(logBettingEValue(of, bound));
  return {
    exceeds: (difference) => p(values, difference),
    interval: (level) => {
      const alpha = (1 - level) / 2;
      return [
        fallsAt(-1, 1, (at) => p(values, at) < alpha, 1e-6),
        -fallsAt(-1, 1, (at) => p(turned, at) < alpha, 1e-6),
      ];
    },
    pHarm: sample.passFail && !sample.clustered ? pOfLogE(logHarmEValue(sample.lost, sample.gained)) : p(turned, 0),
  };
}

function groupMeans({ differences, groups }: PairedSample): number[] {
  const sums = new Map<string | number, [sum: number, cases: number]>();
  differences.forEach((value, place) => {
    const [sum, cases] = sums.get(groups[place] ?? place) ?? [0, 0];
    sums.set(groups[place] ?? place, [sum + value, cases + 1]);
  });
  return sums.values().map(([sum, cases]) => sum / cases).toArray();
}

const around = (mean: number, half: number): Interval => [Math.max(-1, mean - half), Math.min(1, mean + half)];
