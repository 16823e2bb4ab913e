import { linearPattern } from './linear-pattern.ts';
import { readingGrader } from './grader.ts';

/** `/pattern/flags`, or the bare pattern. It may match anywhere in the reply: anchor it with `^` and `$`. */
export const regex = readingGrader('a pattern, or /pattern/ with flags', (expected) => {
  const written = /^\/(.+)\/([a-z]*)$/s.exec(expected);
  if (expected === '') throw new Error('an empty pattern matches everything');
  return linearPattern(written?.[1] ?? expected, written?.[2]);
}, ({ text }, pattern) => (pattern.test(text) ? 1 : 0));
