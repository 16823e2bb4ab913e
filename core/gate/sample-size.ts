import normal from '@stdlib/stats-base-dists-normal';

export type NonInferiorityPlan = {
  /** One-sided error rate. */
  alpha: number;
  /** Chance of showing non-inferiority where `difference` is true. */
  power: number;
  /** Tolerated loss, a fraction. */
  margin: number;
  /** Expected share of discordant pairs, (lost + gained) / n. */
  discordantShare: number;
  /** Expected true difference candidate - reference, a fraction; it must lie above -margin. */
  difference?: number;
};

/**
 * Paired cases needed to show non-inferiority: (z_alpha + z_beta)^2 (psi - d^2) / (d + m)^2, rounded up
 * (the paired-proportion formula of Connor 1987 with the null value moved to -margin). It is an
 * approximation that knows no lower limit: combine it with `smallestSampleWithoutFlip`.
 * @throws RangeError where the difference is not above -margin: no number of cases shows it then
 */
export function nonInferioritySampleSize({ alpha, power, margin, discordantShare, difference = 0 }: NonInferiorityPlan): number {
  const distance = difference + margin;
  if (!(distance > 0)) throw new RangeError(`a true difference of ${difference} is not above -${margin}`);
  if (!(discordantShare >= difference * difference && discordantShare <= 1)) {
    throw new RangeError(`a discordant share of ${discordantShare} does not go with a difference of ${difference}`);
  }
  const z = normal.quantile(1 - alpha, 0, 1) + normal.quantile(power, 0, 1);
  return wholeCases((z * z * (discordantShare - difference * difference)) / (distance * distance));
}

/**
 * The least number of cases with which non-inferiority can be shown at all, namely without one flip:
 * there Tango's Z is sqrt(n m / (1 - m)), so n >= z_alpha^2 (1 - m) / m.
 */
export function smallestSampleWithoutFlip(margin: number, alpha: number): number {
  const z = normal.quantile(1 - alpha, 0, 1);
  return wholeCases((z * z * (1 - margin)) / margin);
}

/** Rounded up, but not for the last bit of a product that is meant to be whole. */
const wholeCases = (cases: number): number => Math.max(1, Math.ceil(cases - 1e-9));
