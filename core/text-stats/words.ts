const ascii = /^[\0-\x7F]*$/;
const asciiWord = /[a-z0-9][a-z0-9'_-]*/g;
/** Scripts written without blanks, as one run; other words by their letters. */
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]+|[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’_-]*/gu;
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]/u;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * The words of a text in lower case. Scripts without blanks are split by `Intl.Segmenter`, the first `segmentChars`
 * characters of them; `cut` says whether there were more.
 */
export function splitWords(text: string, segmentChars: number): { words: string[]; cut: boolean } {
  const lower = text.toLowerCase();
  if (ascii.test(lower)) return { words: lower.match(asciiWord) ?? [], cut: false };
  const words: string[] = [];
  let budget = segmentChars;
  let cut = false;
  for (const found of lower.match(word) ?? []) {
    if (!unspaced.test(found)) {
      words.push(found);
      continue;
    }
    if (found.length > budget) cut = true;
    const run = found.slice(0, budget);
    budget -= run.length;
    if (run.length === 1) words.push(run);
    else if (run !== '') for (const { segment } of segmenter.segment(run)) words.push(segment);
  }
  return { words, cut };
}
