import { z } from 'zod';
import { readingGrader, readJson } from './grader.ts';

const schema = z.strictObject({
  value: z.number(),
  /** The larger of both counts. */
  absolute: z.number().min(0).default(0),
  relative: z.number().min(0).lt(1).default(0),
  /** Which number of the reply: answers that reason end with theirs. */
  find: z.enum(['last', 'first', 'only']).default('last'),
});

/** A number, or `{"value": 42, "absolute": .5, "relative": .01, "find": "last" | "first" | "only"}`. */
export const numeric = readingGrader('a number, or {value, absolute?, relative?, find?}', read, ({ text }, wanted) => {
  const numbers = numbersIn(text);
  if (wanted.find === 'only' && numbers.length !== 1) return 0;
  const found = wanted.find === 'last' ? numbers.at(-1) : numbers[0];
  if (found === undefined) return 0;
  const allowed = Math.max(wanted.absolute, wanted.relative * Math.abs(wanted.value));
  // What the sum of two decimals lacks to a whole is not a mistake.
  return Math.abs(found - wanted.value) <= allowed + 1e-12 * Math.abs(wanted.value) ? 1 : 0;
});

function read(expected: string): z.infer<typeof schema> {
  const plain = expected.trim();
  if (plain === '') throw new Error('no number');
  const value = Number(plain);
  return Number.isFinite(value) ? schema.parse({ value }) : readJson(expected, schema);
}

/** Digits with a decimal point, groups of three by comma, an exponent; a minus sign only where no word stands before it. */
const pattern = /(?:(?<![\p{L}\p{N}])[-−])?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?/gu;

/** The numbers of a text in order. Full-width digits count; linear in the text. */
export const numbersIn = (text: string): number[] =>
  Array.from(text.normalize('NFKC').matchAll(pattern), ([found]) => Number(found.replaceAll(',', '').replace('−', '-'))).filter(Number.isFinite);
