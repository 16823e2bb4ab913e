import type { Share } from '../report/share.ts';

/** The 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** A count with its denominator and the 95 % score interval of the rate (Wilson 1927); no interval where `of` is 0. */
export function shareOf(count: number, of: number): Share {
  if (of === 0) return { count, of, interval: null };
  const rate = count / of;
  const middle = (rate + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z ** 2 / (4 * of ** 2));
  // At the edges rounding would leave the interval open by 1e-17.
  return { count, of, interval: [count === 0 ? 0 : Math.max(0, middle - half), count === of ? 1 : Math.min(1, middle + half)] };
}
