import normal from '@stdlib/stats-base-dists-normal';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { stream } from '../random/seeded-draw.ts';
import type { Interval } from './gate-verdict.ts';

const replicates = 1_000;
/** A jackknife of more units leaves out blocks of them: its cost is units x blocks. */
const maxBlocks = 400;

/** A statistic of weighted units: `weights[i]` says how often unit i is there. */
export type WeightedStatistic = (weights: Int32Array) => number;

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987) of a statistic for which no t interval exists: ratios, quantiles.
 * The same seed and name give the same interval. Replicates without a value (0 / 0) are left out.
 *
 * @param units independent ones: cases, or groups of cases
 * @param level two-sided, e.g. .9
 * @returns undefined where the statistic has no finite value, or there are fewer than two units
 */
export function bcaInterval(units: number, statistic: WeightedStatistic, { level, seed, name }: { level: number; seed: number; name: string }): Interval | undefined {
  const ones = new Int32Array(units).fill(1);
  const observed = statistic(ones);
  if (units < 2 || !Number.isFinite(observed)) return undefined;
  const random = stream(seed, 'bootstrap', name);
  const values: number[] = [];
  const weights = new Int32Array(units);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    weights.fill(0);
    for (let draw = 0; draw < units; draw += 1) weights[uniformInt(random, 0, units - 1)]! += 1;
    const value = statistic(weights);
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((one, other) => one - other);
  const below = values.filter((value) => value < observed).length;
  const ties = values.filter((value) => value === observed).length;
  // Half of the ties: a quantile of few cases often hits itself.
  const share = Math.min(Math.max((below + ties / 2) / values.length, 0.5 / values.length), 1 - 0.5 / values.length);
  const bias = normal.quantile(share, 0, 1);
  const acceleration = accelerationOf(units, statistic);
  const at = (probability: number): number => {
    const z = bias + normal.quantile(probability, 0, 1);
    const adjusted = normal.cdf(bias + z / (1 - acceleration * z), 0, 1);
    return values[Math.min(values.length - 1, Math.floor(adjusted * values.length))] as number;
  };
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

/** A sixth of the skewness of the jackknife: sum d^3 / (6 (sum d^2)^1.5), d = mean - value. */
function accelerationOf(units: number, statistic: WeightedStatistic): number {
  const blocks = Math.min(units, maxBlocks);
  const values = Array.from({ length: blocks }, (_, block) => {
    const weights = new Int32Array(units).fill(1);
    for (let unit = block; unit < units; unit += blocks) weights[unit] = 0;
    return statistic(weights);
  }).filter(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const cubes = values.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  const squares = values.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
