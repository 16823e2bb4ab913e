/** Disjoint sets (union-find): `parents[i]` leads to the smallest member of the set of `i`. */
export type DisjointSets = Int32Array;

export const singletons = (count: number): DisjointSets => Int32Array.from({ length: count }, (_, index) => index);

/** The smallest member of the set of `item`. */
export function rootOf(parents: DisjointSets, item: number): number {
  let at = item;
  for (;;) {
    const parent = parents[at] as number;
    if (parent === at) return at;
    // Halving the path on the way keeps later walks short.
    const next = parents[parent] as number;
    parents[at] = next;
    at = next;
  }
}

/** Joins the sets of two items; their smallest member leads. */
export function join(parents: DisjointSets, one: number, other: number): void {
  const [first, second] = [rootOf(parents, one), rootOf(parents, other)];
  if (first < second) parents[second] = first;
  else parents[first] = second;
}
