import { detectAll } from 'tinyld';

export type Language = { lang: string; score: number };

const scripts: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
];
const letters = /\p{L}+/gu;
const asciiLetters = /[A-Za-z]+/g;
const ascii = /^[\0-\x7F]*$/;
const notLatin = /[^\0-\u024F\u1E00-\u206F]/;

/** Words that hold English sentences together and are no words of other languages in Latin letters. */
const english = new Set('the and of to is are you your that this with was were have has it for from what how can not be my please would when which there their they will been should does'.split(' '));
/** In English texts about two words of five are among them; in others hardly one of fifty is. */
const minEnglishShare = 0.15;
const minEnglishWords = 5;

/** A Han or Kana sign says as much as several Latin letters, so a Chinese text with English names is Chinese. */
const weightOfSign = 3;

/**
 * The language of a text (ISO 639-1), told from its first letters: by script where the script tells, else by tinyld.
 * The score is the share of the letters, or tinyld's accuracy; plain English is told by its function words, which takes a
 * tenth of the time. `und` and 0 for a text without letters.
 */
export function detectLanguage(text: string, maxLetters: number): Language {
  const sample = firstLetters(text, maxLetters);
  if (sample === '') return { lang: 'und', score: 0 };
  const plainly = tellEnglish(sample);
  if (plainly !== undefined) return plainly;
  if (notLatin.test(sample)) {
    const byScript = tellByScript(sample);
    if (byScript !== undefined) return byScript;
  }
  const [best] = detectAll(sample);
  return best === undefined ? { lang: 'und', score: 0 } : { lang: best.lang, score: Math.min(1, best.accuracy) };
}

/** Words from the beginning until there are enough letters; digits, marks and placeholders tell nothing. */
function firstLetters(text: string, maxLetters: number): string {
  const words: string[] = [];
  let count = 0;
  const head = text.slice(0, maxLetters * 6);
  for (const found of head.match(ascii.test(head) ? asciiLetters : letters) ?? []) {
    const word = found.slice(0, maxLetters - count);
    words.push(word);
    count += word.length;
    if (count >= maxLetters) break;
  }
  return words.join(' ');
}

function tellEnglish(sample: string): Language | undefined {
  const words = sample.toLowerCase().split(' ');
  let count = 0;
  for (const word of words) if (english.has(word)) count += 1;
  const share = count / words.length;
  return count >= minEnglishWords && share >= minEnglishShare ? { lang: 'en', score: Math.min(1, 0.5 + 2 * share) } : undefined;
}

function tellByScript(sample: string): Language | undefined {
  const total = sample.replaceAll(' ', '').length;
  const counts = scripts.map(([lang, pattern]) => [lang, sample.match(pattern)?.length ?? 0] as const);
  const of = (lang: string): number => counts.find(([known]) => known === lang)?.[1] ?? 0;
  // Japanese mixes Kana with Han; a little Kana in much Han is a quotation.
  const kana = of('ja');
  const signs = kana > 0 && kana * 10 >= of('zh') ? kana + of('zh') : 0;
  const merged = counts.map(([lang, count]) => [lang, lang === 'ja' ? signs : lang === 'zh' && signs > 0 ? 0 : count] as const);
  const [lang, count] = merged.reduce((most, one) => (one[1] > most[1] ? one : most));
  return count * weightOfSign > total - count ? { lang, score: Math.round((count / total) * 1000) / 1000 } : undefined;
}
