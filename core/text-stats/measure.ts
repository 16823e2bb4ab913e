import type { RowStats } from '../analysis/row.ts';
import { countCharacters, measureLines } from './characters.ts';
import type { TextStatsConfig } from './config.ts';
import { detectLanguage } from './language.ts';
import type { TextStatName } from './names.ts';
import { characterRepetition, wordRepetition } from './repetition.ts';
import { createSpeller, type Units } from './units.ts';
import { countWords } from './words.ts';

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : rounded(part / whole));

/** What several measures need, each computed once and only when one of them asks. */
type Passes = {
  text: string;
  /** Head and tail of a long text; else the text. */
  sample: string;
  /** Of the sample. */
  units: () => Units;
  characters: () => ReturnType<typeof countCharacters>;
  lines: () => ReturnType<typeof measureLines>;
  language: () => ReturnType<typeof detectLanguage>;
  words: () => ReturnType<typeof countWords>;
};

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}

type Measure = (passes: Passes, config: TextStatsConfig) => number | string | null;

/** Every measure: its name in `stats`, and how it is taken. */
const measures: Readonly<Record<TextStatName, Measure>> = {
  text_len: ({ text, sample, characters }) => (text === sample ? characters().length : codePoints(text)),
  max_line_length: ({ lines }) => lines().longest,
  avg_line_length: ({ text, lines }) => rounded((text.length - lines().lines + 1) / lines().lines),
  alnum_ratio: ({ characters }) => ratio(characters().alphanumeric, characters().length),
  special_char_ratio: ({ characters }) => ratio(characters().special, characters().length),
  lang: ({ language }) => language().lang,
  lang_score: ({ language }) => rounded(language().score),
  num_words: ({ words }) => words().words,
  stopwords_ratio: ({ words, language }) => (['zh', 'en'].includes(language().lang) ? ratio(words().stopWords, words().words) : null),
  num_action: ({ words }) => words().actions,
  char_rep_ratio: ({ units }, { ngram }) => rounded(characterRepetition(units(), ngram)),
  word_rep_ratio: ({ words }, { ngram }) => rounded(wordRepetition(words().hashes, words().words, ngram)),
};

/**
 * A function that measures a text. Ratios are 0 to 1, of code points or words; null where there is nothing to measure.
 * `sampled_chars` is there only for a text that was measured in part.
 */
export function createTextMeasure(config: TextStatsConfig): (text: string) => RowStats {
  const off = new Set<string>(config.off);
  const wanted = (Object.keys(measures) as TextStatName[]).filter((name) => !off.has(name));
  const spell = createSpeller();
  return (text) => {
    const sample = sampleOf(text, config.sample_chars);
    const units = once(() => spell(sample));
    const passes: Passes = {
      text,
      sample,
      units,
      characters: once(() => countCharacters(units())),
      lines: once(() => measureLines(text)),
      language: once(() => detectLanguage(sample, config.language_letters)),
      words: once(() => countWords(sample, units(), config.segment_chars)),
    };
    const stats: RowStats = {};
    for (const name of wanted) stats[name] = measures[name](passes, config);
    if (sample !== text) stats['sampled_chars'] = sample.length;
    if (wanted.includes('num_words') && passes.words().cut) stats['segmented_chars'] = config.segment_chars;
    return stats;
  };
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

function sampleOf(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil(limit * 0.62);
  return `${text.slice(0, head).toWellFormed()}\n${text.slice(text.length - (limit - head)).toWellFormed()}`;
}
