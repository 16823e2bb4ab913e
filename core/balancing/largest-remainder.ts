/** Differences below this are rounding errors of doubles, not preferences. */
const tolerance = 1e-9;

/**
 * Whole numbers that sum to `total` and lie as near to `values` as possible (Hamilton's method): each value
 * is rounded down, then the largest remainders get one more. Remainders equal within 1e-9 are ties, broken
 * by index. With `caps` no number exceeds its cap; what does not fit goes to the next in the same order.
 * @throws RangeError where the values rounded down exceed the total, or the caps cannot hold it
 */
export function largestRemainder(values: readonly number[], total: number, caps?: readonly number[]): number[] {
  const whole = values.map((value) => Math.floor(value));
  let left = total - whole.reduce((sum, value) => sum + value, 0);
  if (left < 0) throw new RangeError(`values rounded down exceed the total of ${total} by ${-left}`);

  // Remainders in units of the tolerance, so that comparing them stays transitive.
  const remainders = values.map((value, index) => Math.round((value - (whole[index] ?? 0)) / tolerance));
  const order = values
    .map((_, index) => index)
    .sort((one, other) => (remainders[other] ?? 0) - (remainders[one] ?? 0) || one - other);
  while (left > 0) {
    const before = left;
    for (const index of order) {
      if (left === 0) break;
      const current = whole[index] ?? 0;
      if (current >= (caps?.[index] ?? Infinity)) continue;
      whole[index] = current + 1;
      left -= 1;
    }
    if (left === before) throw new RangeError(`the caps leave ${left} of ${total} without a place`);
  }
  return whole;
}
