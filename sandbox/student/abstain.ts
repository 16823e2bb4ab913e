import { wordHash } from './features.ts';
import { knowsWord, type StudentModel } from './model.ts';

/** What the student says instead of a guess. */
export const abstainReply = 'I am not sure.';

/** Of a text in scope, nearly always more than this share of the words has been seen in training (99 % of BANKING77 at 500 labels). */
const familiarShare = 0.6;

/**
 * How much the model's probabilities are worth on a text of these words, 0 to 1: it falls with the square of the share of known words
 * below `familiarShare`, and is 0 for gibberish.
 */
export function familiarity(model: StudentModel, words: readonly string[]): number {
  if (words.length === 0) return 0;
  const known = words.filter((word) => knowsWord(model.knownWords, wordHash(word))).length;
  return Math.min(1, known / words.length / familiarShare) ** 2;
}

/**
 * The probability below which the likeliest reply is not given. It stays a small multiple of chance (1 / replies) that
 * grows with the examples per reply, as the probabilities of right answers do. Fitted on BANKING77 with 120 to 10,003
 * labels, where it costs a tenth of a point of accuracy, and on the sandbox's own traffic, where it costs half a point (a whole
 * one at worst).
 */
export function abstainThreshold(model: StudentModel): number {
  const replies = model.replies.length;
  if (replies === 0) return 1;
  const perReply = model.examples / replies;
  return 1 / replies + (1 - 1 / replies) * Math.min(0.1, (1.2 * Math.log(1 + perReply)) / replies);
}
