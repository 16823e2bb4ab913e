import { isAction } from './actions.ts';
import { stopWords } from './stop-words.ts';

export const stopWord = 1;
export const action = 2;

/** Words of a language are few; made-up ones are many, and must not fill the memory. */
const maxKnown = 20_000;
/** No function word and no verb, inflected or not, is longer. */
const maxLength = 20;
/** A prime near 2^24 (Fowler, Noll, Vo): the multiplier of their hash. */
const prime = 0x01000193;
export const emptyHash = 0x811c9dc5;
export const hashWith = (hash: number, code: number): number => Math.imul(hash ^ code, prime);

const mask = 2 ** 15 - 1;
/** Pairs of a hash and the place in `words`, from 1; 0: free. */
const cells = new Int32Array(2 * (mask + 1));
const words: string[] = [''];
const kinds = new Uint8Array(maxKnown + 1);

/**
 * What a lower-case word is: `stopWord`, `action`, both or 0. It stands in a text from `start` to `end`, and the caller
 * has its hash; looked up without cutting it out, and remembered.
 */
export function kindsOfWord(hash: number, text: string, start: number, end: number): number {
  if (end - start > maxLength) return 0;
  let cell = (Math.imul(hash, 0x9e3779b1) >>> 9) & mask;
  for (; cells[2 * cell + 1] !== 0; cell = (cell + 1) & mask) {
    if (cells[2 * cell] !== hash) continue;
    const place = cells[2 * cell + 1]!;
    // Two words may have one hash.
    if (standsAt(words[place]!, text, start, end)) return kinds[place]!;
  }
  const word = text.slice(start, end);
  const found = (stopWords.has(word) ? stopWord : 0) | (isAction(word) ? action : 0);
  if (words.length > maxKnown) return found;
  cells[2 * cell] = hash;
  cells[2 * cell + 1] = words.length;
  kinds[words.length] = found;
  // Joined anew: a slice would keep the whole text that it was cut from.
  words.push(Array.from(word).join(''));
  return found;
}

function standsAt(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let at = 0; at < word.length; at++) if (word.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}
