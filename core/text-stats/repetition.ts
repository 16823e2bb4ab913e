/** Counts of equal hashes in an open-addressed table, grown as needed and reused from row to row. */
let keys = new Int32Array(1024);
let counts = new Int32Array(1024);
let used = new Int32Array(512);

function prepare(items: number): number {
  let size = keys.length;
  while (size < items * 2) size *= 2;
  if (size > keys.length) {
    keys = new Int32Array(size);
    counts = new Int32Array(size);
    used = new Int32Array(size / 2);
  }
  // A small table for a small text: what is cleared stays in the cache.
  let mask = 1024;
  while (mask < items * 2) mask *= 2;
  return mask - 1;
}

/** Frequencies of every run of `n` of the first `length` values, each run's once (polynomial hashes, modulo 2^32). */
function runFrequencies(values: Int32Array, length: number, n: number): Int32Array {
  const mask = prepare(length);
  let power = 1;
  for (let index = 1; index < n; index++) power = Math.imul(power, factor);
  let hash = 0;
  let distinct = 0;
  for (let index = 0; index < length; index++) {
    if (index >= n) hash = (hash - Math.imul(values[index - n]!, power)) | 0;
    hash = (Math.imul(hash, factor) + values[index]!) | 0;
    if (index < n - 1) continue;
    let cell = (Math.imul(hash, 0x9e3779b1) >>> 7) & mask;
    while (counts[cell] !== 0 && keys[cell] !== hash) cell = (cell + 1) & mask;
    if (counts[cell] === 0) {
      keys[cell] = hash;
      used[distinct++] = cell;
    }
    counts[cell]! += 1;
  }
  const found = new Int32Array(distinct);
  for (let index = 0; index < distinct; index++) {
    const cell = used[index]!;
    found[index] = counts[cell]!;
    counts[cell] = 0;
  }
  return found;
}

const factor = 1_000_003;
let values = new Int32Array(4096);

function room(length: number): Int32Array {
  if (values.length < length) values = new Int32Array(2 ** Math.ceil(Math.log2(length)));
  return values;
}

/**
 * Share of a text that its most repeated runs of `n` characters make up: of all distinct runs, as many of the most frequent
 * as the square root of their number, those that occur once left out (Rae et al. 2021, as Data-Juicer counts it).
 * 0 for a text shorter than `n`.
 */
export function characterRepetition(text: string, n: number): number {
  if (text.length < n) return 0;
  const codes = room(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = Math.imul(text.charCodeAt(at) + 1, 0x85ebca6b);
  const found = runFrequencies(codes, text.length, n);
  const repeated = found.filter((count) => count > 1).sort();
  let sum = 0;
  for (let left = Math.floor(Math.sqrt(found.length)), at = repeated.length - 1; left > 0 && at >= 0; left--, at--) sum += repeated[at]!;
  return sum / (text.length - n + 1);
}

/** Share of a text's runs of `n` words that occur more than once; 0 for fewer than `n` words. */
export function wordRepetition(words: readonly string[], n: number): number {
  if (words.length < n) return 0;
  const hashes = room(words.length);
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    hashes[index] = hash;
  }
  let sum = 0;
  for (const count of runFrequencies(hashes, words.length, n)) if (count > 1) sum += count;
  return sum / (words.length - n + 1);
}
