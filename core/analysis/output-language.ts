import { fieldReader } from '../signals/row-fields.ts';
import { languages, type Language } from '../signals/reason-text.ts';
import { detectLanguage } from '../text-stats/language.ts';
import type { AnalyzedRow } from './row.ts';

/** What the rows say about the language that reports on them should have; votes of parts add up. */
export type LanguageVotes = { said: Record<Language, number>; written: Record<Language, number> };

export const noVotes = (): LanguageVotes => ({ said: { en: 0, zh: 0 }, written: { en: 0, zh: 0 } });

const letters = 200;
const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value);

/** Counts a row: the language that an earlier pass wrote in, else whether its own text is Chinese. */
export function addVote(votes: LanguageVotes, row: Pick<AnalyzedRow, 'meta' | 'stats' | 'columns' | 'text'>): void {
  const said = fieldReader(row)('agent_pipeline_output_lang');
  if (isLanguage(said)) votes.said[said] += 1;
  const lang = row.stats['lang'] ?? detectLanguage(row.text, letters).lang;
  if (lang !== 'und') votes.written[lang === 'zh' ? 'zh' : 'en'] += 1;
}

export function mergeVotes(into: LanguageVotes, more: LanguageVotes): void {
  for (const language of languages) {
    into.said[language] += more.said[language];
    into.written[language] += more.written[language];
  }
}

/** What most rows say; where none says it, what most are written in; English where neither is so. */
export function chooseLanguage({ said, written }: LanguageVotes): Language {
  const votes = said.en + said.zh > 0 ? said : written;
  return votes.zh > votes.en ? 'zh' : 'en';
}
