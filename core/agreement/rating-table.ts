/** Pairs of labels counted over a declared scale: `counts[i][j]` items that the first rater put in class i and the second in class j. */
export type RatingTable = { scale: readonly string[]; counts: readonly (readonly number[])[]; n: number };

/**
 * Counts pairs of labels.
 *
 * @param scale every class that could have been given, in its order; unused ones count for weighted kappa, whose weights go by position
 * @throws RangeError for a label outside the scale, or a scale that names a class twice
 */
export function ratingTable(scale: readonly string[], pairs: Iterable<readonly [first: string, second: string]>): RatingTable {
  const places = new Map(scale.map((name, place) => [name, place]));
  if (places.size !== scale.length) throw new RangeError('a scale names each class once');
  const counts = scale.map(() => scale.map(() => 0));
  let n = 0;
  for (const [first, second] of pairs) {
    const row = counts[placeOf(places, first)]!;
    row[placeOf(places, second)]! += 1;
    n += 1;
  }
  return { scale, counts, n };
}

function placeOf(places: ReadonlyMap<string, number>, label: string): number {
  const place = places.get(label);
  if (place === undefined) throw new RangeError('a label is not on the scale');
  return place;
}
