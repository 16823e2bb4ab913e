import normal from '@stdlib/stats-base-dists-normal';
import { fallsAt } from './bisection.ts';
import type { Interval } from './gate-verdict.ts';
import type { PairedCounts } from './paired-counts.ts';

export type ScoreTest = { z: number; p: number };

/**
 * Score test of non-inferiority for paired proportions (Tango 1998, Statistics in Medicine 17:891).
 * H0: the candidate's accuracy is lower than the reference's by `margin` (a fraction) or more.
 * Never Wald: that is undefined without discordant pairs and optimistic when they are few.
 * @throws RangeError unless n > 0, 0 < margin < 1 and the counts fit into n
 */
export function tangoNonInferiority(counts: PairedCounts, margin: number): ScoreTest {
  assertPairedCounts(counts);
  if (counts.n === 0) throw new RangeError('a test needs at least one case');
  if (!(margin > 0 && margin < 1)) throw new RangeError(`the margin must lie between 0 and 1, not ${margin}`);
  const z = tangoZ(counts, -margin);
  return { z, p: normal.cdf(-z, 0, 1) };
}

/**
 * The same test against any difference: p of H0 "candidate - reference is at most `difference`".
 * At 0 it is superiority, above 0 superiority by so much, below 0 non-inferiority. Without cases p = 1.
 * @throws RangeError unless -1 < difference < 1 and the counts fit into n
 */
export function tangoExceeds(counts: PairedCounts, difference: number): number {
  assertPairedCounts(counts);
  if (!(difference > -1 && difference < 1)) throw new RangeError(`a difference must lie between -1 and 1, not ${difference}`);
  return counts.n === 0 ? 1 : normal.cdf(-tangoZ(counts, difference), 0, 1);
}

/**
 * Two-sided score interval for the paired difference (gained - lost) / n: all differences that the
 * score test does not reject. The interval of level 1 - 2 alpha lies above -margin exactly when the
 * test above has p < alpha. Without cases nothing is known: [-1, 1].
 */
export function tangoInterval(counts: PairedCounts, level: number): Interval {
  assertPairedCounts(counts);
  if (!(level > 0 && level < 1)) throw new RangeError(`a confidence level must lie between 0 and 1, not ${level}`);
  if (counts.n === 0) return [-1, 1];
  const z = normal.quantile((1 + level) / 2, 0, 1);
  const delta = (counts.gained - counts.lost) / counts.n;
  return [
    fallsAt(-1, delta, (difference) => tangoZ(counts, difference) > z),
    fallsAt(delta, 1, (difference) => tangoZ(counts, difference) > -z),
  ];
}

function assertPairedCounts({ n, lost, gained }: PairedCounts): void {
  const whole = [n, lost, gained].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!whole || lost + gained > n) throw new RangeError(`lost ${lost} and gained ${gained} do not fit into ${n} pairs`);
}

/** The score statistic of H0: difference = `difference`, from -1 to 1; it falls as the difference rises. */
function tangoZ({ n, lost, gained }: PairedCounts, difference: number): number {
  const a = 2 * n;
  const b = -gained - lost + (2 * n - gained + lost) * difference;
  const c = -lost * difference * (1 - difference);
  // Cancellation can leave the argument a hair below zero.
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  // The maximum likelihood estimate of P(lost) under H0; that of P(gained) is lostRate + difference.
  const lostRate = (root - b) / (2 * a);
  const excess = gained - lost - n * difference;
  const variance = n * (2 * lostRate + difference * (1 - difference));
  if (variance > 0) return excess / Math.sqrt(variance);
  // Only where H0 leaves nothing to chance: a difference of exactly 0 without discordant pairs, or of -1 or 1.
  return excess === 0 ? 0 : Math.sign(excess) * Infinity;
}
