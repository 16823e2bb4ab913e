import { detectLanguage } from '../text-stats/language.ts';

const lettersLookedAt = 400;
/** Below it a "language" is mostly short texts that were told wrong. */
const leastShare = 0.05;

/**
 * The language of each text where several are spoken: of those with five per cent of the texts or more. All undefined
 * where there is only one: a slice that is the whole suite says nothing new.
 */
export function languageSlices(texts: readonly string[]): (string | undefined)[] {
  const found = texts.map((text) => detectLanguage(text, lettersLookedAt).lang);
  const counts = new Map<string, number>();
  for (const lang of found) counts.set(lang, (counts.get(lang) ?? 0) + 1);
  const spoken = new Set([...counts].filter(([lang, count]) => lang !== 'und' && count >= leastShare * texts.length).map(([lang]) => lang));
  return found.map((lang) => (spoken.size > 1 && spoken.has(lang) ? lang : undefined));
}
