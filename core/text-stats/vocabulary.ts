import { isAction } from './actions.ts';
import { stopWords } from './stop-words.ts';

export const stopWord = 1;
export const action = 2;

/** Of each UTF-16 unit its lower case, where that is one unit, too: simple case mapping, each sign by itself. */
export const lowerOfUnits = Uint16Array.from({ length: 0x10000 }, (_, code) => {
  const lower = String.fromCharCode(code).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : code;
});

/** Two hashes of a word: of 20,000 known ones and as many others, two agree in both with a probability of about 1e-11. */
export const hashSeed = 0x811c9dc5 | 0;
/** The hash of Fowler, Noll and Vo (FNV-1a), a unit at a time. */
export const hashWith = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);
/** Another one, begun with 0. */
export const checkWith = (check: number, unit: number): number => Math.imul(check + unit + 1, 0x5bd1e995);

/** Words of a language are few; made-up ones are many, and must not fill the memory. */
const maxKnown = 20_000;
/** No function word and no verb, inflected or not, is longer. */
const maxLength = 20;
const mask = 2 ** 15 - 1;
/** Of each known word its hashes and what it is, in a place that follows from the first hash. */
const hashes = new Int32Array(mask + 1);
const checks = new Int32Array(mask + 1);
const unknown = 255;
const kinds = new Uint8Array(mask + 1).fill(unknown);
let known = 0;

/**
 * What a word is, case apart: `stopWord`, `action`, both or 0; looked up without cutting it out, and remembered.
 *
 * @param codes units that hold it from `start` to `end`; `hash` and `check` are those of their lower case
 */
export function kindsOfWord(hash: number, check: number, codes: Uint16Array, start: number, end: number): number {
  let place = (Math.imul(hash, 0x9e3779b1) >>> 9) & mask;
  for (; kinds[place] !== unknown; place = (place + 1) & mask) if (hashes[place] === hash && checks[place] === check) return kinds[place]!;
  if (end - start > maxLength) return 0;
  let word = '';
  for (let at = start; at < end; at++) word += String.fromCharCode(lowerOfUnits[codes[at]!]!);
  const found = (stopWords.has(word) ? stopWord : 0) | (isAction(word) ? action : 0);
  if (known === maxKnown) return found;
  known += 1;
  hashes[place] = hash;
  checks[place] = check;
  kinds[place] = found;
  return found;
}
