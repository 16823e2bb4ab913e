import { isAction } from './actions.ts';
import { stopWords } from './stop-words.ts';

export const stopWord = 1;
export const action = 2;

/** Of each UTF-16 unit its lower case, where that is one unit, too: simple case mapping, each sign by itself. */
const lowerOfUnits = Uint16Array.from({ length: 0x10000 }, (_, code) => {
  const lower = String.fromCharCode(code).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : code;
});

/** Words of a language are few; made-up ones are many, and must not fill the memory. */
const maxKnown = 20_000;
/** No function word and no verb, inflected or not, is longer. */
const maxLength = 20;
/** A prime near 2^24 (Fowler, Noll, Vo): the multiplier of their hash. */
const prime = 0x01000193;
const emptyHash = 0x811c9dc5 | 0;

/** The hash of a word, case apart. */
export function hashOf(codes: Uint16Array, start: number, end: number): number {
  // Bound here: what belongs to a module is looked up again for every sign.
  const lowerOf = lowerOfUnits;
  let hash = emptyHash;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ lowerOf[codes[at]!]!, prime);
  return hash;
}

const mask = 2 ** 15 - 1;
/** Pairs of a hash and the number of the word, from 1; 0: free. */
const cells = new Int32Array(2 * (mask + 1));
let known = 0;
/** By number: what the word is, how long, and its units in a row of `maxLength`. */
const kinds = new Uint8Array(maxKnown + 1);
const lengths = new Uint8Array(maxKnown + 1);
const spelled = new Uint16Array((maxKnown + 1) * maxLength);

/**
 * What a word is, case apart: `stopWord`, `action`, both or 0; looked up without cutting it out, and remembered.
 *
 * @param hash see `hashOf`
 */
export function kindsOfWord(hash: number, codes: Uint16Array, start: number, end: number): number {
  if (end - start > maxLength) return 0;
  let cell = (Math.imul(hash, 0x9e3779b1) >>> 9) & mask;
  for (; cells[2 * cell + 1] !== 0; cell = (cell + 1) & mask) {
    if (cells[2 * cell] !== hash) continue;
    const number = cells[2 * cell + 1]!;
    // Two words may have one hash.
    if (isSpelled(number, codes, start, end)) return kinds[number]!;
  }
  let word = '';
  for (let at = start; at < end; at++) word += String.fromCharCode(lowerOfUnits[codes[at]!]!);
  const found = (stopWords.has(word) ? stopWord : 0) | (isAction(word) ? action : 0);
  if (known === maxKnown) return found;
  known += 1;
  cells[2 * cell] = hash;
  cells[2 * cell + 1] = known;
  kinds[known] = found;
  lengths[known] = end - start;
  for (let at = start; at < end; at++) spelled[known * maxLength + at - start] = lowerOfUnits[codes[at]!]!;
  return found;
}

function isSpelled(number: number, codes: Uint16Array, start: number, end: number): boolean {
  if (lengths[number] !== end - start) return false;
  const [from, lowerOf, known] = [number * maxLength - start, lowerOfUnits, spelled];
  for (let at = start; at < end; at++) if (known[from + at] !== lowerOf[codes[at]!]) return false;
  return true;
}
