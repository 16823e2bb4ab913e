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

/** Frequencies of the values, each value's once; the last `mask + 1` cells are left cleared. */
function frequencies(hashes: Int32Array, n: number): Int32Array {
  const mask = prepare(n);
  let distinct = 0;
  for (let index = 0; index < n; index++) {
    const hash = hashes[index]!;
    let cell = Math.imul(hash, 0x9e3779b1) >>> 8 & mask;
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

/** Hashes of every run of `n` values (polynomial, modulo 2^32). */
function runs(values: Int32Array, n: number): Int32Array {
  const total = values.length - n + 1;
  const hashes = new Int32Array(total);
  let power = 1;
  for (let index = 1; index < n; index++) power = Math.imul(power, 1_000_003);
  let hash = 0;
  for (let index = 0; index < values.length; index++) {
    if (index >= n) hash = (hash - Math.imul(values[index - n]!, power)) | 0;
    hash = (Math.imul(hash, 1_000_003) + values[index]!) | 0;
    if (index >= n - 1) hashes[index - n + 1] = hash;
  }
  return hashes;
}

/**
 * Share of a text that its most repeated runs of `n` characters make up: of all distinct runs, as many of the most frequent
 * as the square root of their number, those that occur once left out (Rae et al. 2021, as Data-Juicer counts it).
 * 0 for a text shorter than `n`.
 */
export function characterRepetition(text: string, n: number): number {
  if (text.length < n) return 0;
  const codes = new Int32Array(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = Math.imul(text.charCodeAt(at) + 1, 0x85ebca6b);
  const hashes = runs(codes, n);
  const found = frequencies(hashes, hashes.length);
  const repeated = found.filter((count) => count > 1);
  if (repeated.length === 0) return 0;
  const top = repeated.sort().subarray(Math.max(0, repeated.length - Math.max(1, Math.floor(Math.sqrt(found.length)))));
  let sum = 0;
  for (const count of top) sum += count;
  return sum / hashes.length;
}

/** Share of a text's runs of `n` words that occur more than once; 0 for fewer than `n` words. */
export function wordRepetition(words: readonly string[], n: number): number {
  if (words.length < n) return 0;
  const values = new Int32Array(words.length);
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    values[index] = hash;
  }
  const hashes = runs(values, n);
  let sum = 0;
  for (const count of frequencies(hashes, hashes.length)) if (count > 1) sum += count;
  return sum / hashes.length;
}
