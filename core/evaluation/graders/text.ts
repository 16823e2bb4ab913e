import { normaliseText } from '../normalise.ts';
import { textGrader } from './grader.ts';

/** The same text, byte for byte. */
export const exact = textGrader('the reply', (reply, expected) => reply === expected);

/** The same text but for case, white space and Unicode form. */
export const normalised = textGrader('the reply, but for case and white space', (reply, expected) => normaliseText(reply) === normaliseText(expected));

/** The expected text stands in the reply, compared as by `normalised`; an empty one only in an empty reply. */
export const contains = textGrader('a part of the reply', (reply, expected) => {
  const [whole, part] = [normaliseText(reply), normaliseText(expected)];
  return part === '' ? whole === '' : whole.includes(part);
});
