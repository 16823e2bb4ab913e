import { waterLevel } from './water-filling.ts';

/**
 * Kullback-Leibler divergence of shares q from weights p in nats, both scaled to sum to 1: the sum of q ln(q / p).
 * Null where q has something that p lacks (it would be infinite), or where either is empty.
 */
export function klDivergence(q: readonly number[], p: readonly number[]): number | null {
  const [allQ, allP] = [sum(q), sum(p)];
  if (allQ <= 0 || allP <= 0) return null;
  let divergence = 0;
  for (const [index, value] of q.entries()) {
    if (value === 0) continue;
    const other = p[index] ?? 0;
    if (other === 0) return null;
    divergence += (value / allQ) * Math.log(value / allQ / (other / allP));
  }
  // Rounding can leave a hair below 0.
  return Math.max(0, divergence);
}

/** Total variation distance: half the sum of the differences of shares, 0 to 1; 0 where either is empty. */
export function totalVariation(q: readonly number[], p: readonly number[]): number {
  const [allQ, allP] = [sum(q), sum(p)];
  if (allQ <= 0 || allP <= 0) return 0;
  return q.reduce((distance, value, index) => distance + Math.abs(value / allQ - (p[index] ?? 0) / allP), 0) / 2;
}

/** The least divergence that `size` rows within floors and caps can have, rows taken as divisible. */
export function leastDivergence(weights: readonly number[], floors: readonly number[], caps: readonly number[], size: number): number | null {
  const optimum = waterLevel(weights, floors, caps, size);
  return sum(optimum) < size - 1e-6 ? null : klDivergence(optimum, weights);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
