import type { GramSets, GramTable } from './gram-table.ts';
import { emptyGramTable, gramSets, mix } from './gram-table.ts';

/**
 * 14 bands of 9 of 128 permutations: a pair of Jaccard similarity s meets in at least one band with probability
 * 1 - (1 - s^9)^14, which is .87 at .8, .99 at .88 and .03 at .5 (Leskovec, Rajaraman, Ullman 2014, chapter 3).
 */
export const bands = 14;
const rows = 9;
const permutations = 128;

/** One random affine map mod 2^32 a permutation; odd factors make each a bijection. Fixed for ever: keys may be stored. */
const factors = Int32Array.from({ length: permutations }, (_, index) => mix(2 * index + 1) | 1);
const offsets = Int32Array.from({ length: permutations }, (_, index) => mix(0x5bd1_e995 + index));

/**
 * The band keys of each set: `keys[bands * i + b]`, MinHash (Broder 1997) of the set's grams under the nine
 * permutations of band b. Of their content alone: keys of slices made anywhere can be put together.
 */
export function bandKeys(table: GramTable, { starts, grams }: GramSets): Int32Array {
  const count = starts.length - 1;
  const keys = new Int32Array(count * bands);
  let hashes = new Int32Array(1_024);
  for (let set = 0; set < count; set += 1) {
    const [start, end] = [starts[set] as number, starts[set + 1] as number];
    const size = end - start;
    if (size > hashes.length) hashes = new Int32Array(2 * size);
    for (let at = 0; at < size; at += 1) hashes[at] = table.hashes[grams[start + at] as number] as number;
    for (let band = 0; band < bands; band += 1) keys[set * bands + band] = bandKey(hashes, size, band * rows);
  }
  return keys;
}

function bandKey(hashes: Int32Array, size: number, firstRow: number): number {
  let key = 0;
  // Three at a time: each hash is loaded once for three minima, all of them in registers.
  for (let row = firstRow; row < firstRow + rows; row += 3) {
    const [factorA, factorB, factorC] = [factors[row] as number, factors[row + 1] as number, factors[row + 2] as number];
    const [offsetA, offsetB, offsetC] = [offsets[row] as number, offsets[row + 1] as number, offsets[row + 2] as number];
    let [leastA, leastB, leastC] = [0x7fff_ffff, 0x7fff_ffff, 0x7fff_ffff];
    for (let at = 0; at < size; at += 1) {
      const hash = hashes[at] as number;
      const a = (Math.imul(hash, factorA) + offsetA) | 0;
      const b = (Math.imul(hash, factorB) + offsetB) | 0;
      const c = (Math.imul(hash, factorC) + offsetC) | 0;
      if (a < leastA) leastA = a;
      if (b < leastB) leastB = b;
      if (c < leastC) leastC = c;
    }
    key = mix(Math.imul(mix(Math.imul(mix(key ^ leastA), 3) ^ leastB), 5) ^ leastC);
  }
  return key;
}

/**
 * The band keys of a slice of the texts, for `nearDuplicateClusters(texts, {keys})`: the dearest part of the
 * search, and the part that threads can share.
 */
export function bandKeysOf(texts: readonly string[]): Int32Array {
  const table = emptyGramTable();
  return bandKeys(table, gramSets(table, texts));
}
