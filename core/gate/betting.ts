/** Fractions of the largest bet. The best one is about margin / share of discordant pairs: from all but certain (no flips) to .03 (flips everywhere). */
const bets = [0.98, 0.49, 0.245, 0.1225, 0.06125, 0.030625];

/**
 * Natural logarithm of the e-value against "the mean of these values is at most `bound`", for values from -1 to 1: the capital of
 * somebody who starts with 1 and bets on each value being above it, averaged over constant bets (Waudby-Smith and Ramdas 2024,
 * "Estimating means of bounded random variables by betting"). Exact for any distribution, valid at every look, and the order of
 * the values has no influence. 0 without values.
 * @throws RangeError unless -1 < bound < 1 and all values lie within [-1, 1]
 */
export function logBettingEValue(values: Iterable<number>, bound: number): number {
  if (!(bound > -1 && bound < 1)) throw new RangeError(`a bound must lie between -1 and 1, not ${bound}`);
  const counts = new Map<number, number>();
  for (const value of values) {
    if (!(value >= -1 && value <= 1)) throw new RangeError(`a value must lie between -1 and 1, not ${value}`);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  // The smallest value is -1: a bet below 1 / (1 + bound) never loses all.
  const largest = 1 / (1 + bound);
  const capitals = bets.map((bet) => {
    let capital = 0;
    for (const [value, count] of counts) capital += count * Math.log1p(bet * largest * (value - bound));
    return capital;
  });
  const highest = Math.max(...capitals);
  return highest + Math.log(capitals.reduce((sum, capital) => sum + Math.exp(capital - highest), 0) / bets.length);
}
