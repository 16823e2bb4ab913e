import binomial from '@stdlib/stats-base-dists-binomial';

/**
 * Exact two-sided McNemar test: p of a split at least as uneven as `lost` against `gained`.
 * Source: McNemar 1947, with the binomial in place of chi-square. Without discordant pairs p = 1.
 */
export function mcnemarExact(lost: number, gained: number): number {
  const discordant = discordantPairs(lost, gained);
  return Math.min(1, 2 * binomial.cdf(Math.min(lost, gained), discordant, 0.5));
}

/** Mid-p two-sided McNemar test (Fagerland, Lydersen, Laake 2013): less conservative than the exact one. */
export function mcnemarMidP(lost: number, gained: number): number {
  const discordant = discordantPairs(lost, gained);
  if (discordant === 0) return 1;
  const fewer = Math.min(lost, gained);
  // Doubles give 1 + 2e-16 where both are equal.
  return Math.min(1, 2 * binomial.cdf(fewer, discordant, 0.5) - binomial.pmf(fewer, discordant, 0.5));
}

/** One-sided exact test of "the candidate is worse": P(Bin(lost + gained, 1/2) >= lost). */
export function mcnemarWorse(lost: number, gained: number): number {
  const discordant = discordantPairs(lost, gained);
  // By symmetry of the fair coin P(X >= lost) = P(X <= gained): no subtraction from 1, so small p keep their digits.
  return Math.min(1, binomial.cdf(gained, discordant, 0.5));
}

/** @throws RangeError for counts that are not whole numbers from 0 on */
function discordantPairs(lost: number, gained: number): number {
  for (const count of [lost, gained]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`a count of pairs must be a whole number from 0 on, not ${count}`);
  }
  return lost + gained;
}
