/** Bounds of a 95 % confidence interval, low first. */
export type Bounds = readonly [low: number, high: number];

/** How many of how many, with the 95 % Wilson interval of the rate as fractions; null where `of` is 0 and there is no rate. */
export type Share = { count: number; of: number; interval: Bounds | null };

export const rateOf = ({ count, of }: Share): number | null => (of === 0 ? null : count / of);

/** Whether the intervals have no point in common: the two rates differ beyond what chance explains (a strict reading, the test itself sees more). */
export const apart = (one: Share, other: Share): boolean =>
  one.interval !== null && other.interval !== null && (one.interval[0] > other.interval[1] || other.interval[0] > one.interval[1]);

/**
 * The change of a rate from one sample to another, with its 95 % interval made of the two Wilson intervals
 * (Newcombe 1998, method 10). Null where one of them has no rate.
 */
export function changeOf(from: Share, to: Share): { delta: number; interval: Bounds } | null {
  const [before, after] = [rateOf(from), rateOf(to)];
  if (before === null || after === null || from.interval === null || to.interval === null) return null;
  const delta = after - before;
  return {
    delta,
    interval: [
      delta - Math.hypot(after - to.interval[0], from.interval[1] - before),
      delta + Math.hypot(to.interval[1] - after, before - from.interval[0]),
    ],
  };
}

/** @throws RangeError for counts that are no share of a whole */
export function shareOf(count: number, of: number): Share {
  if (!(count >= 0 && count <= of && Number.isFinite(of))) throw new RangeError(`${count} of ${of} is no share`);
  return { count, of, interval: of === 0 ? null : wilson(count, of) };
}

/** The 95 % score interval of a rate (Wilson 1927), without continuity correction. */
function wilson(count: number, of: number): Bounds {
  const rate = count / of;
  const spread = 1 + z ** 2 / of;
  const centre = (rate + z ** 2 / (2 * of)) / spread;
  const half = (z / spread) * Math.sqrt((rate * (1 - rate)) / of + z ** 2 / (4 * of ** 2));
  return [count === 0 ? 0 : Math.max(0, centre - half), count === of ? 1 : Math.min(1, centre + half)];
}

/** Two-sided 95 % quantile of the normal distribution. */
const z = 1.959963984540054;
