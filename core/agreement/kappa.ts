import normal from '@stdlib/stats-base-dists-normal';
import type { Bounds } from '../figures/share.ts';
import type { RatingTable } from './rating-table.ts';

/** How much of a disagreement is forgiven: none, or less with the distance of the two classes on the scale. */
export type KappaWeights = 'plain' | 'linear' | 'quadratic';

export type Kappa = {
  /** 1 for perfect agreement, 0 for that of chance; null where chance alone agrees always (one class) or nothing was rated. */
  kappa: number | null;
  /** Large-sample standard error, not assuming that kappa is 0. */
  se: number | null;
  /** Normal 95 % interval, cut at -1 and 1. */
  interval: Bounds | null;
  n: number;
};

const z = normal.quantile(0.975, 0, 1);

/**
 * Cohen's kappa of two raters (Cohen 1960), weighted ones (Cohen 1968) with weights over positions in the whole declared scale;
 * standard error after Fleiss, Cohen and Everitt (1969).
 *
 * @example
 * kappaOf(ratingTable(['good', 'bad'], pairs), 'plain'); // { kappa: .44, se: .15, interval: [.16, .73], n: 100 }
 */
export function kappaOf({ counts, n, scale }: RatingTable, weights: KappaWeights = 'plain'): Kappa {
  const nothing = { kappa: null, se: null, interval: null, n };
  if (n === 0) return nothing;
  const agreement = (one: number, other: number): number => weightOf(weights, Math.abs(one - other), scale.length - 1);
  const share = counts.map((row) => row.map((count) => count / n));
  const first = share.map((row) => row.reduce((sum, p) => sum + p, 0));
  const second = share.map((_, column) => share.reduce((sum, row) => sum + row[column]!, 0));
  const overCells = (value: (row: number, column: number) => number): number =>
    share.reduce((sum, row, one) => sum + row.reduce((inner, _, other) => inner + value(one, other), 0), 0);

  const observed = overCells((one, other) => agreement(one, other) * share[one]![other]!);
  const expected = overCells((one, other) => agreement(one, other) * first[one]! * second[other]!);
  if (1 - expected < 1e-12) return nothing;
  const kappa = (observed - expected) / (1 - expected);

  const rowMean = share.map((_, one) => second.reduce((sum, p, other) => sum + agreement(one, other) * p, 0));
  const columnMean = share.map((_, other) => first.reduce((sum, p, one) => sum + agreement(one, other) * p, 0));
  const spread = overCells(
    (one, other) => share[one]![other]! * (agreement(one, other) * (1 - expected) - (rowMean[one]! + columnMean[other]!) * (1 - observed)) ** 2,
  );
  const variance = (spread - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4);
  const se = Math.sqrt(Math.max(0, variance));
  return { kappa, se, interval: [Math.max(-1, kappa - z * se), Math.min(1, kappa + z * se)], n };
}

function weightOf(weights: KappaWeights, distance: number, longest: number): number {
  if (weights === 'plain' || longest === 0) return distance === 0 ? 1 : 0;
  const share = distance / longest;
  return weights === 'linear' ? 1 - share : 1 - share ** 2;
}
