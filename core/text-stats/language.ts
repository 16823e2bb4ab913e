import { createRequire } from 'node:module';
import type * as Library from 'tinyld';
import { half, kindsOfPoint, kindsOfUnits, letter, markUnits } from './signs.ts';

export type Language = { lang: string; score: number };

/** Scripts that tell a language. */
const scripts = [
  ['ja', String.raw`\p{Script=Hiragana}\p{Script=Katakana}`],
  ['ko', String.raw`\p{Script=Hangul}`],
  ['zh', String.raw`\p{Script=Han}`],
  ['th', String.raw`\p{Script=Thai}`],
  ['he', String.raw`\p{Script=Hebrew}`],
  ['el', String.raw`\p{Script=Greek}`],
  ['hy', String.raw`\p{Script=Armenian}`],
  ['ka', String.raw`\p{Script=Georgian}`],
] as const;
/** Of each UTF-16 unit the place of its script, from 1. */
const scriptOfUnits = new Uint8Array(0x10000);
for (const [place, [, signs]] of scripts.entries()) markUnits(scriptOfUnits, place + 1, signs);
const scriptTests = scripts.map(([, signs]) => new RegExp(`[${signs}]`, 'u'));
const notLatin = /[^\0-\u024F\u1E00-\u206F]/;

/** Words that hold English sentences together and are no words of other languages in Latin letters. */
const english = new Set('the and of to is are you your that this with was were have has it for from what how can not be my please would when which there their they will been should does'.split(' '));
const longestEnglish = Math.max(...Array.from(english, (word) => word.length));
/** In English texts about two words of five are among them; in others hardly one of fifty is. */
const minEnglishShare = 0.15;
const minEnglishWords = 5;

/** Loaded when a text needs it: its tables take a tenth of a second in every thread, and most logs do without. */
const languageLibrary = (): typeof Library => (library ??= createRequire(import.meta.url)('tinyld') as typeof Library);
let library: typeof Library | undefined;

/** A Han or Kana sign says as much as several Latin letters, so a Chinese text with English names is Chinese. */
const weightOfSign = 3;

/**
 * The language of a text (ISO 639-1), told from its first letters: by script where the script tells, else by tinyld.
 * The score is the share of the letters, or tinyld's accuracy; plain English is told by its function words, which takes a
 * tenth of the time. `und` and 0 for a text without letters.
 */
export function detectLanguage(text: string, maxLetters: number): Language {
  const words = firstWords(text, maxLetters);
  if (words.length === 0) return { lang: 'und', score: 0 };
  const plainly = tellEnglish(words);
  if (plainly !== undefined) return plainly;
  const sample = words.join(' ');
  if (notLatin.test(sample)) {
    const byScript = tellByScript(words);
    if (byScript !== undefined) return byScript;
  }
  const [best] = languageLibrary().detectAll(sample);
  return best === undefined ? { lang: 'und', score: 0 } : { lang: best.lang, score: Math.min(1, best.accuracy) };
}

/** Runs of letters from the beginning until there are enough; digits, marks and placeholders tell nothing. */
function firstWords(text: string, maxLetters: number): string[] {
  const words: string[] = [];
  const limit = Math.min(text.length, maxLetters * 6);
  let count = 0;
  let start = -1;
  for (let at = 0; at <= limit && count < maxLetters; ) {
    const width = at < limit ? letterAt(text, at, limit) : 0;
    if (width > 0) {
      if (start === -1) start = at;
      at += width;
      continue;
    }
    if (start !== -1) {
      const word = text.slice(start, Math.min(at, start + maxLetters - count));
      words.push(word);
      count += word.length;
      start = -1;
    }
    at += 1;
  }
  return words;
}

/** The units of the letter that begins at `at`; 0 where none does. */
function letterAt(text: string, at: number, limit: number): number {
  const kinds = kindsOfUnits[text.charCodeAt(at)]!;
  if (kinds === half) return at + 1 < limit && (kindsOfPoint(text.codePointAt(at) ?? 0) & letter) > 0 ? 2 : 0;
  return (kinds & letter) > 0 ? 1 : 0;
}

function tellEnglish(words: readonly string[]): Language | undefined {
  let count = 0;
  for (const word of words) if (word.length <= longestEnglish && english.has(word.toLowerCase())) count += 1;
  const share = count / words.length;
  return count >= minEnglishWords && share >= minEnglishShare ? { lang: 'en', score: Math.min(1, 0.5 + 2 * share) } : undefined;
}

function tellByScript(words: readonly string[]): Language | undefined {
  const counts = scripts.map(() => 0);
  let total = 0;
  for (const word of words) {
    total += word.length;
    for (let at = 0; at < word.length; at++) {
      const place = scriptAt(word, at);
      if (place >= 0) counts[place]! += 1;
    }
  }
  const of = (lang: string): number => counts[scripts.findIndex(([known]) => known === lang)]!;
  // Japanese mixes Kana with Han; a little Kana in much Han is a quotation.
  const kana = of('ja');
  const signs = kana > 0 && kana * 10 >= of('zh') ? kana + of('zh') : 0;
  const merged = scripts.map(([lang], place) => [lang, lang === 'ja' ? signs : lang === 'zh' && signs > 0 ? 0 : counts[place]!] as const);
  const [lang, count] = merged.reduce((most, one) => (one[1] > most[1] ? one : most));
  return count * weightOfSign > total - count ? { lang, score: Math.round((count / total) * 1000) / 1000 } : undefined;
}

function scriptAt(word: string, at: number): number {
  const code = word.charCodeAt(at);
  if (kindsOfUnits[code] !== half) return scriptOfUnits[code]! - 1;
  const point = word.codePointAt(at) ?? 0;
  return point <= 0xffff ? -1 : scriptTests.findIndex((test) => test.test(String.fromCodePoint(point)));
}
