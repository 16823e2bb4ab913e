import type { GramSets, GramTable } from './gram-table.ts';

/** Two texts whose 3-gram sets have this Jaccard similarity or more say the same: near-duplicates. */
export const nearDuplicateJaccard = 0.8;

/** Guards `least` against what doubles make of whole results: .8 / 1.8 x 45 is 20.000000000000004. */
const tolerance = 1e-9;

/** The fewest common grams with which sets of these sizes are near-duplicates: |A and B| >= j / (1 + j) (|A| + |B|). */
export const commonNeeded = (one: number, other: number): number =>
  Math.ceil((nearDuplicateJaccard / (1 + nearDuplicateJaccard)) * (one + other) - tolerance);

/** Marks the grams of a set; `commonMarked` then counts against them. */
export function markSet(table: GramTable, { starts, grams }: GramSets, set: number): void {
  const mark = ++table.lastMark;
  const end = starts[set + 1] as number;
  for (let at = starts[set] as number; at < end; at += 1) table.marks[grams[at] as number] = mark;
}

/** How many grams of a set are marked, or -1 as soon as they must stay below `least`. */
export function commonMarked(table: GramTable, { starts, grams }: GramSets, set: number, least: number): number {
  const { marks, lastMark } = table;
  const [start, end] = [starts[set] as number, starts[set + 1] as number];
  let spare = end - start - least;
  for (let at = start; at < end && spare >= 0; at += 1) if (marks[grams[at] as number] !== lastMark) spare -= 1;
  return spare < 0 ? -1 : least + spare;
}

export const sizeOf = ({ starts }: GramSets, set: number): number => (starts[set + 1] as number) - (starts[set] as number);

/** The Jaccard similarity of a set of size `markedSize` that is marked and another one; 0 where it is below the threshold. */
export function similarityToMarked(table: GramTable, sets: GramSets, markedSize: number, other: number): number {
  const otherSize = sizeOf(sets, other);
  const least = commonNeeded(markedSize, otherSize);
  if (least > Math.min(markedSize, otherSize)) return 0;
  const common = commonMarked(table, sets, other, least);
  return common < 0 ? 0 : common / (markedSize + otherSize - common);
}
