/**
 * How often each value occurred, in bounded memory: exact while there are few distinct values, from then on values
 * to three significant digits (off by at most half a percent). The order of adding and merging never shows: the
 * rounding depends on the set of values alone.
 */
export type ValueCounts = { counts: Map<number, number>; n: number; rounded: boolean };

const maxExact = 4_096;

export const createValueCounts = (): ValueCounts => ({ counts: new Map(), n: 0, rounded: false });

/** @param value finite; anything else is left out */
export function addValue(into: ValueCounts, value: number, times = 1): void {
  if (!Number.isFinite(value)) return;
  const kept = into.rounded ? threeDigits(value) : value;
  into.counts.set(kept, (into.counts.get(kept) ?? 0) + times);
  into.n += times;
  if (!into.rounded && into.counts.size > maxExact) round(into);
}

export function mergeValues(into: ValueCounts, more: ValueCounts): void {
  if (more.rounded && !into.rounded) round(into);
  for (const [value, times] of more.counts) addValue(into, value, times);
}

function round(values: ValueCounts): void {
  const { counts } = values;
  values.counts = new Map();
  values.rounded = true;
  for (const [value, times] of counts) {
    const kept = threeDigits(value);
    values.counts.set(kept, (values.counts.get(kept) ?? 0) + times);
  }
}

const threeDigits = (value: number): number => Number(value.toPrecision(3));

/**
 * Percentiles by linear interpolation between the values at the two ranks around (n - 1) p / 100.
 * Null without values.
 *
 * @param percents each from 0 to 100
 */
export function percentiles(values: ValueCounts, percents: readonly number[]): number[] | null {
  if (values.n === 0) return null;
  const sorted = [...values.counts].sort(([one], [other]) => one - other);
  const at = (rank: number): number => {
    let seen = 0;
    for (const [value, times] of sorted) {
      seen += times;
      if (rank < seen) return value;
    }
    return sorted.at(-1)![0];
  };
  return percents.map((percent) => {
    const rank = ((values.n - 1) * percent) / 100;
    const low = at(Math.floor(rank));
    const high = at(Math.ceil(rank));
    return low + (high - low) * (rank - Math.floor(rank));
  });
}
