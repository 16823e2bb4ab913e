import { bcaInterval } from './bootstrap.ts';
import type { Interval } from './gate-verdict.ts';

export type MeasuredPair = { champion: number; candidate: number; group?: string | undefined };
export type PairedRatio = { champion: number; candidate: number; /** candidate / champion; infinite where only the champion has 0, NaN where both have. */ ratio: number; interval: Interval | null };

type Spread = { level: number; seed: number; name: string };

/** Ratio of mean values, e.g. of costs, with a bootstrap interval over cases (over groups where cases share them). */
export const ratioOfMeans = (pairs: readonly MeasuredPair[], spread: Spread): PairedRatio => pairedRatio(pairs, spread, mean);

/** Ratio of quantiles by nearest rank, e.g. of 95th percentiles of latency; the interval as above. */
export const ratioOfQuantiles = (pairs: readonly MeasuredPair[], quantile: number, spread: Spread): PairedRatio =>
  pairedRatio(pairs, spread, (values) => weightedQuantile(values, quantile));

/** Prepares a statistic of the values under any weights of the units that they belong to. */
type Prepare = (values: readonly { value: number; unit: number }[]) => (weights: Int32Array) => number;

function pairedRatio(pairs: readonly MeasuredPair[], spread: Spread, prepare: Prepare): PairedRatio {
  const units = new Map<string | number, number>();
  const unitOf = pairs.map(({ group }, place) => {
    const key = group ?? place;
    const unit = units.get(key) ?? units.size;
    units.set(key, unit);
    return unit;
  });
  const champion = prepare(pairs.map((pair, place) => ({ value: pair.champion, unit: unitOf[place]! })));
  const candidate = prepare(pairs.map((pair, place) => ({ value: pair.candidate, unit: unitOf[place]! })));
  const ones = new Int32Array(units.size).fill(1);
  return {
    champion: champion(ones), candidate: candidate(ones), ratio: candidate(ones) / champion(ones),
    interval: bcaInterval(units.size, (weights) => candidate(weights) / champion(weights), spread) ?? null,
  };
}

const mean: Prepare = (values) => (weights) => {
  let [sum, count] = [0, 0];
  for (const { value, unit } of values) {
    const weight = weights[unit]!;
    sum += weight * value;
    count += weight;
  }
  return sum / count;
};

/** The smallest value that so large a share of the weight does not exceed. */
function weightedQuantile(values: readonly { value: number; unit: number }[], quantile: number): (weights: Int32Array) => number {
  const sorted = values.toSorted((one, other) => one.value - other.value);
  return (weights) => {
    let total = 0;
    for (const { unit } of sorted) total += weights[unit]!;
    let below = 0;
    for (const { value, unit } of sorted) {
      below += weights[unit]!;
      if (below >= quantile * total && below > 0) return value;
    }
    return NaN;
  };
}
