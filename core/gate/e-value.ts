import binomial from '@stdlib/stats-base-dists-binomial';

/**
 * Natural logarithm of the e-value of "the candidate loses more than it gains" on discordant pairs:
 * E = 2^(1+b+c) Beta(b+1, c+1) P(Beta(b+1, c+1) > 1/2), b = lost, c = gained, a uniform prior over all rates above 1/2.
 * Valid at every look: take back, or reject, as soon as E >= 1/alpha. Needs matched pairs.
 *
 * In logarithms, for 2^(1+b+c) is infinite past 1,022 pairs. By the binomial: with n = b + c,
 * P(Beta(b+1, c+1) > 1/2) = P(Bin(n+1, 1/2) <= b) and Beta(b+1, c+1) = 1 / ((n+1) C(n, b)).
 * @throws RangeError for counts that are not whole numbers from 0 on
 */
export function logHarmEValue(lost: number, gained: number): number {
  for (const count of [lost, gained]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`a count of pairs must be a whole number from 0 on, not ${count}`);
  }
  const pairs = lost + gained;
  return Math.log(2 * binomial.cdf(lost, pairs + 1, 0.5)) - Math.log(pairs + 1) - binomial.logpmf(lost, pairs, 0.5);
}

/** Anytime-valid p value of an e-value (Ville's inequality): at most 1. */
export const pOfLogE = (logE: number): number => Math.min(1, Math.exp(-logE));
