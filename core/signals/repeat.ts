import { tripleOverlap } from './triples.ts';

const maxChars = 300;
/** "Yes", "go on", "继续" are said twice for good reasons. Han characters say more each. */
const minWeight = 8;
const notSaid = /[\p{P}\p{S}\p{Z}\p{C}]+/gu;
const han = /\p{Script=Han}/gu;

/** A question as it is compared: case, width, spaces and punctuation do not count, nor what follows the first 300 characters. */
export const comparableQuestion = (text: string): string => text.slice(0, maxChars * 2).normalize('NFKC').toLowerCase().replace(notSaid, '').slice(0, maxChars);

/**
 * Whether two comparable questions ask the same: shared character triples of at least `similarity` (Jaccard), and the
 * same numbers, for "order 17" and "order 18" are two questions.
 */
export function asksSame(one: string, other: string, similarity: number): boolean {
  if (weightOf(one) < minWeight || weightOf(other) < minWeight) return false;
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  // Sets of triples differ in size at least about as much as the texts; the slack is for repeated triples.
  if ((short.length - 2) / (long.length - 2) < similarity * 0.8) return false;
  if (numbersOf(one) !== numbersOf(other)) return false;
  return tripleOverlap(short, long) >= similarity;
}

const weightOf = (text: string): number => (text.length >= minWeight ? text.length : text.length + (text.match(han)?.length ?? 0));

const numbersOf = (text: string): string => (text.match(/\d+/g) ?? []).sort().join(',');
