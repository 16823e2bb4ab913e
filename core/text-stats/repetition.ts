import type { Units } from './units.ts';

/** An open-addressed table, used again from row to row: the hashes of runs, 0 where there is none, and how often each came beyond the first time. */
let hashes = new Int32Array(2048);
let repeats = new Int32Array(2048);
/** How many runs came so often; zeros between two calls. */
let frequencies = new Int32Array(1024);

const factor = 1_000_003;

/** Counts of the runs of a row: how many there are, and by how many occurrences, in `frequencies` from 2 to `most`. */
type Runs = { distinct: number; most: number };

/** An empty table: for a small text a small one, which is soon emptied and stays in the processor's cache. */
function prepare(items: number): number {
  let size = 1024;
  while (size < items * 1.4) size *= 2;
  if (size > hashes.length) {
    hashes = new Int32Array(size);
    repeats = new Int32Array(size);
  } else {
    hashes.fill(0, 0, size);
    repeats.fill(0, 0, size);
  }
  if (frequencies.length < items + 2) frequencies = new Int32Array(size + 2);
  return size - 1;
}

/** Counts every run of `n` of the first `length` values (polynomial hashes, modulo 2^32). */
function countRuns(values: Int32Array, length: number, n: number): Runs {
  const mask = prepare(length);
  // Bound here: what a module can still change is looked up again for every value.
  const [table, again, often] = [hashes, repeats, frequencies];
  let power = 1;
  for (let index = 0; index < n; index++) power = Math.imul(power, factor);
  let hash = 0;
  for (let index = 0; index < n - 1; index++) hash = (Math.imul(hash, factor) + values[index]!) | 0;
  let distinct = 0;
  let most = 1;
  for (let index = n - 1; index < length; index++) {
    hash = (Math.imul(hash, factor) + values[index]!) | 0;
    if (index >= n) hash = (hash - Math.imul(values[index - n]!, power)) | 0;
    const key = hash === 0 ? 1 : hash;
    let cell = (Math.imul(hash, 0x9e3779b1) >>> 7) & mask;
    while (table[cell] !== key && table[cell] !== 0) cell = (cell + 1) & mask;
    if (table[cell] === 0) {
      table[cell] = key;
      distinct += 1;
      continue;
    }
    const count = again[cell]! + 1;
    again[cell] = count;
    if (count > 1) often[count]! -= 1;
    often[count + 1]! += 1;
    if (count >= most) most = count + 1;
  }
  return { distinct, most };
}

let values = new Int32Array(4096);

/**
 * Share of a text that its most repeated runs of `n` characters make up: of all distinct runs, as many of the most frequent
 * as the square root of their number, those that occur once left out (Rae et al. 2021, as Data-Juicer counts it).
 * 0 for a text shorter than `n`.
 */
export function characterRepetition({ codes, length }: Units, n: number): number {
  if (length < n) return 0;
  if (values.length < length) values = new Int32Array(codes.length);
  values.set(codes.subarray(0, length));
  const { distinct, most } = countRuns(values, length, n);
  let sum = 0;
  for (let count = most, left = Math.floor(Math.sqrt(distinct)); count > 1; count--) {
    const taken = Math.min(left, frequencies[count]!);
    sum += taken * count;
    left -= taken;
    frequencies[count] = 0;
  }
  return sum / (length - n + 1);
}

/** Share of a text's runs of `n` words that occur more than once, the words as hashes; 0 for fewer than `n` words. */
export function wordRepetition(hashes: Int32Array, words: number, n: number): number {
  if (words < n) return 0;
  const { most } = countRuns(hashes, words, n);
  let sum = 0;
  for (let count = most; count > 1; count--) {
    sum += frequencies[count]! * count;
    frequencies[count] = 0;
  }
  return sum / (words - n + 1);
}
