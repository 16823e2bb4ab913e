/** A mean of paired differences with the standard error that its tests use. */
export type MeanDifference = {
  n: number;
  /** Independent units: groups, or cases where none share one. */
  units: number;
  mean: number;
  /** Of independent cases. */
  se: number;
  /** Of cases that go together by group. */
  seCluster: number;
  /** Sample variance of the differences, ddof 1; 0 below two cases. */
  variance: number;
};

/**
 * Mean and standard errors of differences candidate - champion. Cases of one group (session, user) are not independent:
 * SE_cluster = sqrt(sum over groups of (sum of e)^2) / n with e = difference - mean, without a small-sample factor
 * (Miller 2024, arXiv 2411.00640). Tests use the larger one and units - 1 degrees of freedom.
 *
 * @param groups of the differences, by place; undefined: a case of its own
 */
export function meanDifference(differences: readonly number[], groups: readonly (string | undefined)[] = []): MeanDifference {
  const n = differences.length;
  if (n === 0) return { n, units: 0, mean: 0, se: 0, seCluster: 0, variance: 0 };
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const sums = new Map<string, number>();
  let [alone, aloneSquares, squares] = [0, 0, 0];
  differences.forEach((value, place) => {
    const residual = value - mean;
    squares += residual * residual;
    const group = groups[place];
    if (group === undefined) {
      alone += 1;
      aloneSquares += residual * residual;
    } else {
      sums.set(group, (sums.get(group) ?? 0) + residual);
    }
  });
  const clustered = sums.values().reduce((sum, value) => sum + value * value, aloneSquares);
  const variance = n > 1 ? squares / (n - 1) : 0;
  return { n, units: alone + sums.size, mean, se: Math.sqrt(variance / n), seCluster: Math.sqrt(clustered) / n, variance };
}
