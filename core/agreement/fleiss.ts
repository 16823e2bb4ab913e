/**
 * Fleiss' kappa of several raters (Fleiss 1971): agreement beyond chance when each item was put into a class by the same number of them.
 *
 * @param counts by item, how many raters gave each class
 * @returns null where nothing was rated, or where all labels are one class
 * @throws RangeError when the items differ in raters or have fewer than two
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number | null {
  const [first] = counts;
  if (first === undefined) return null;
  const raters = sum(first);
  if (raters < 2 || counts.some((row) => sum(row) !== raters)) throw new RangeError('Fleiss\' kappa needs the same two or more raters on every item');
  const observed = counts.reduce((total, row) => total + row.reduce((inner, count) => inner + count * (count - 1), 0) / (raters * (raters - 1)), 0) / counts.length;
  const shares = first.map((_, place) => counts.reduce((total, row) => total + (row[place] ?? 0), 0) / (counts.length * raters));
  const expected = shares.reduce((total, share) => total + share ** 2, 0);
  return 1 - expected < 1e-12 ? null : (observed - expected) / (1 - expected);
}

const sum = (row: readonly number[]): number => row.reduce((total, count) => total + count, 0);
