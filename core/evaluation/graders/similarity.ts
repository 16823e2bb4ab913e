import { z } from 'zod';
import { normaliseText } from '../normalise.ts';
import { readingGrader, readJson, type Grader } from './grader.ts';

const settings = z.strictObject({ text: z.string(), at_least: z.number().gt(0).max(1).optional() });

/** Words of any language; `Intl.Segmenter` splits those that are written without blanks. */
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Word F1 with the expected text (Rajpurkar and others 2016): graded, or pass/fail from `at_least` on. */
export const tokenF1 = similarityGrader((text) => {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(normaliseText(text))) if (isWordLike === true) words.push(segment);
  return words;
}, (common, one, other) => (2 * common) / (one + other));

/** Jaccard similarity of the sets of character 3-grams: also close for words that are spelt a little differently. */
export const gramSimilarity = similarityGrader((text) => {
  const signs = Array.from(normaliseText(text));
  return [...new Set(signs.length < 3 ? [signs.join('')] : signs.slice(2).map((_, at) => signs.slice(at, at + 3).join('')))].filter((gram) => gram !== '');
}, (common, one, other) => common / (one + other - common));

/** @param scoreOf from the size of the common part and of both; 0 to 1 */
function similarityGrader(partsOf: (text: string) => string[], scoreOf: (common: number, one: number, other: number) => number): Grader {
  return readingGrader('a text, or {"text": ..., "at_least": 0 to 1}', (expected) => {
    const { text, at_least: atLeast } = /^\s*\{\s*"text"/.test(expected) ? readJson(expected, settings) : { text: expected };
    return { parts: partsOf(text), atLeast };
  }, ({ text }, { parts: wanted, atLeast }) => {
    const found = partsOf(text);
    const score = wanted.length + found.length === 0 ? 1 : scoreOf(commonParts(wanted, found), wanted.length, found.length);
    return atLeast === undefined ? score : score >= atLeast ? 1 : 0;
  });
}

function commonParts(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const part of one) left.set(part, (left.get(part) ?? 0) + 1);
  let common = 0;
  for (const part of other) {
    const count = left.get(part) ?? 0;
    if (count === 0) continue;
    left.set(part, count - 1);
    common += 1;
  }
  return common;
}
