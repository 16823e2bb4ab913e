import normal from '@stdlib/stats-base-dists-normal';
import type { Bounds } from '../figures/share.ts';

export type PredictionPowered = {
  /** The mean of what people say, corrected by what the judge says of all the rest. */
  estimate: number;
  /** Two-sided interval; it may leave the range of the values, and is cut only where it is shown. */
  interval: Bounds;
  /** How much the judge is listened to: 0 not at all, 1 fully. */
  lambda: number;
  labelled: number;
  unlabelled: number;
};

/** Below so many labels, tuning lambda on them would cost more than it gains. */
const labelsToTune = 200;

/**
 * The mean of a value that people gave for a few items and a judge for all, with an interval that holds however wrong the judge is:
 * the judge only makes it narrower (Angelopoulos and others 2023). Lambda is 1 below 200 labels, above it is tuned to the least
 * variance (Angelopoulos, Duchi, Zrnic 2023, "PPI++") and kept within [0, 1]. Variances with ddof 0, normal quantile.
 *
 * Both parts must be random samples of the same population; labels of items that were sent to people because they looked bad
 * are none.
 *
 * @param labelled what people and the judge say of the same items, e.g. 1 for bad
 * @param unlabelled what the judge says of the others; without any, the mean of the labels alone
 * @returns undefined without labels
 */
export function predictionPoweredMean(
  labelled: readonly { human: number; judge: number }[],
  unlabelled: readonly number[],
  options: { level?: number; lambda?: number } = {},
): PredictionPowered | undefined {
  const n = labelled.length;
  const rest = unlabelled.length;
  if (n === 0) return undefined;
  const human = labelled.map((item) => item.human);
  const judge = labelled.map((item) => item.judge);
  const lambda = rest === 0 ? 0 : (options.lambda ?? (n < labelsToTune ? 1 : tuned(human, judge, unlabelled)));
  const estimate = mean(human) + (rest === 0 ? 0 : lambda * (mean(unlabelled) - mean(judge)));
  const corrections = human.map((value, place) => value - lambda * judge[place]!);
  const variance = variance0(corrections) / n + (rest === 0 ? 0 : (lambda ** 2 * variance0(unlabelled)) / rest);
  const half = normal.quantile((1 + (options.level ?? 0.95)) / 2, 0, 1) * Math.sqrt(variance);
  return { estimate, interval: [estimate - half, estimate + half], lambda, labelled: n, unlabelled: rest };
}

function tuned(human: readonly number[], judge: readonly number[], unlabelled: readonly number[]): number {
  const [humanMean, judgeMean] = [mean(human), mean(judge)];
  const covariance = mean(human.map((value, place) => (value - humanMean) * (judge[place]! - judgeMean)));
  const all = [...judge, ...unlabelled];
  // The authors' package divides by n - 1 here and nowhere else.
  const spread = (variance0(all) * all.length) / (all.length - 1);
  if (spread === 0) return 0;
  return Math.min(1, Math.max(0, covariance / ((1 + human.length / unlabelled.length) * spread)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance0(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}
