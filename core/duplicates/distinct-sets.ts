import type { GramSets, GramTable } from './gram-table.ts';
import { mix } from './gram-table.ts';
import { commonMarked, markSet, sizeOf } from './similarity.ts';

export type DistinctSets = {
  /** By text: the first text with the same set. */
  first: Int32Array;
  /** The texts that are first, ascending; those without a gram are left out. */
  distinct: Int32Array;
  /** By text, of its set alone: what order can rest on when the texts are permuted. */
  contents: Int32Array;
};

/** Finds the texts of equal sets, so that a million copies of one text cost no more than a million texts. */
export function distinctSets(table: GramTable, sets: GramSets): DistinctSets {
  const count = sets.starts.length - 1;
  const first = new Int32Array(count);
  const contents = new Int32Array(count);
  const distinct: number[] = [];
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * count + 2)));
  const mask = slots.length - 1;
  for (let set = 0; set < count; set += 1) {
    first[set] = set;
    const size = sizeOf(sets, set);
    if (size === 0) continue;
    const content = contentOf(table, sets, set);
    contents[set] = content;
    let marked = false;
    for (let slot = content & mask; ; slot = (slot + 1) & mask) {
      const known = (slots[slot] as number) - 1;
      if (known < 0) {
        slots[slot] = set + 1;
        distinct.push(set);
        break;
      }
      if (contents[known] !== content || sizeOf(sets, known) !== size) continue;
      if (!marked) markSet(table, sets, set);
      marked = true;
      if (commonMarked(table, sets, known, size) < 0) continue;
      first[set] = known;
      break;
    }
  }
  return { first, distinct: Int32Array.from(distinct), contents };
}

/** A hash of the set that does not depend on the order of its grams. */
function contentOf(table: GramTable, { starts, grams }: GramSets, set: number): number {
  let sum = 0;
  const end = starts[set + 1] as number;
  for (let at = starts[set] as number; at < end; at += 1) sum = (sum + mix((table.hashes[grams[at] as number] as number) ^ 0x27d4_eb2f)) | 0;
  return mix(sum);
}
