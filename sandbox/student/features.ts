import { mix } from './hash.ts';
import { type StudentSize, studentSizes } from './size.ts';

/** A sparse vector: bucket numbers, ascending, each once, and their values. */
export type Features = { buckets: Uint32Array; values: Float32Array };

const minGram = 3;
const maxGram = 5;
const wordSeed = 0x9e3779b9;
const pairSeed = 0x7f4a7c15;
const gramSeed = 0x2545f491;
const fnvPrime = 0x01000193;
/** What lies beyond is not read: it bounds the cost of one huge message. */
const longestText = 4_000;

const wordPattern = /[\p{L}\p{N}]+/gu;
// Chinese is written without spaces: each character stands for a word there.
const hanPattern = /\p{Script=Han}/u;
const wordPatternWithHan = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

export const normaliseText = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** The words of a text, lower case: what counts as one for the features and for knowing a text at all. */
export function wordsOf(text: string): string[] {
  // "don't" is one word, and the same as "dont".
  const normal = normaliseText(text.slice(0, longestText)).replace(/['\u2019]/g, '');
  return normal.match(hanPattern.test(normal) ? wordPatternWithHan : wordPattern) ?? [];
}

function hashFrom(seed: number, text: string): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), fnvPrime);
  return hash;
}

export const wordHash = (word: string): number => mix(hashFrom(wordSeed, word));

function wordBlock(words: readonly string[], mask: number): Uint32Array {
  const found = new Uint32Array(Math.max(0, words.length * 2 - 1));
  let count = 0;
  let previous = '';
  for (const word of words) {
    found[count++] = wordHash(word) & mask;
    if (previous !== '') found[count++] = mix(hashFrom(hashFrom(pairSeed, previous) ^ 32, word)) & mask;
    previous = word;
  }
  return found.subarray(0, count).sort();
}

/** The grams of each word with a space on either side, none across words: half the cost of running text, and 2 points better on 500 labels. */
function characterBlock(words: readonly string[], mask: number, offset: number): Uint32Array {
  const padded = words.map((word) => ` ${word} `);
  const found = new Uint32Array(padded.reduce((sum, { length }) => sum + length, 0) * (maxGram - minGram + 1));
  let count = 0;
  for (const word of padded) {
    for (let start = 0; start + minGram <= word.length; start++) {
      let hash = gramSeed;
      const end = Math.min(word.length, start + maxGram);
      for (let at = start; at < end; at++) {
        hash = Math.imul(hash ^ word.charCodeAt(at), fnvPrime);
        if (at - start >= minGram - 1) found[count++] = offset + (mix(hash) & mask);
      }
    }
  }
  return found.subarray(0, count).sort();
}

type Block = { sorted: Uint32Array; length: number };

/** Counts a sorted block into distinct buckets, weighs them (count x weight of the bucket) and scales the block to its length. */
function appendBlock({ sorted, length }: Block, weights: Float32Array | undefined, into: Features, from: number): number {
  let size = from;
  let squares = 0;
  for (let at = 0; at < sorted.length; ) {
    const bucket = sorted[at]!;
    const start = at;
    while (at < sorted.length && sorted[at] === bucket) at++;
    const value = (at - start) * (weights === undefined ? 1 : weights[bucket]!);
    into.buckets[size] = bucket;
    into.values[size++] = value;
    squares += value * value;
  }
  const scale = squares > 0 ? length / Math.sqrt(squares) : 0;
  for (let at = from; at < size; at++) into.values[at]! *= scale;
  return size;
}

/**
 * Hashed words and word pairs and, for the large student, character 3-5-grams; each block has the same
 * length, and together they have length 1. `weights` (one per bucket, see `idf.ts`) scale the counts before that.
 * An empty text has no features.
 */
export const featuresOf = (text: string, size: StudentSize, weights?: Float32Array): Features =>
  featuresOfWords(wordsOf(text), size, weights);

/** `featuresOf` for a text already split by `wordsOf`. */
export function featuresOfWords(words: readonly string[], size: StudentSize, weights?: Float32Array): Features {
  const { buckets, characters } = studentSizes[size];
  // Two blocks get a half of the buckets each, so that words and grams never collide.
  const perBlock = characters ? buckets / 2 : buckets;
  const length = characters ? Math.SQRT1_2 : 1;
  const wordPart = wordBlock(words, perBlock - 1);
  const characterPart = characters ? characterBlock(words, perBlock - 1, perBlock) : new Uint32Array(0);
  const capacity = wordPart.length + characterPart.length;
  const features = { buckets: new Uint32Array(capacity), values: new Float32Array(capacity) };
  const middle = appendBlock({ sorted: wordPart, length }, weights, features, 0);
  const count = appendBlock({ sorted: characterPart, length }, weights, features, middle);
  return { buckets: features.buckets.subarray(0, count), values: features.values.subarray(0, count) };
}
