import type { Language } from '../../signals/reason-text.ts';
import type { Tier } from '../../signals/tier.ts';
import { otherName } from '../analysis-input.ts';
import type { Tone } from '../chart/rows.ts';
import { short } from '../cut.ts';
import { percent, percentRange } from '../../figures/figure-text.ts';
import type { Markup, Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Share } from '../../figures/share.ts';
import type { Words } from './words-en.ts';
import { english } from './words-en.ts';
import { chinese } from './words-zh.ts';

export const wordsOf = (language: Language): Words => (language === 'zh' ? chinese : english);

/** Names from outside are shown on one line, cut here; `bdi` keeps a name that is written right to left inside itself. */
export const longestName = 60;

export function given(name: string | null, words: Words): Markup {
  if (name === null || name === '') return markup`${words.unnamed}`;
  return name === otherName ? markup`${words.other}` : markup`<bdi>${short(name, longestName)}</bdi>`;
}

/** The end of a path tells files apart, and its beginning whose home it was in. */
export function sourceName(path: string, words: Words): Markup {
  if (path === '-') return markup`${words.input.stdin}`;
  const parts = path.slice(-10 * longestName).split('/');
  const tail = parts.slice(-2).join('/');
  return markup`<bdi>${tail === path ? '' : '…/'}${short(tail, longestName)}</bdi>`;
}

export const code = (text: string): Markup => markup`<code>${short(text, longestName)}</code>`;

/** The human name with the code that files and commands use; only the code where it has no name. */
export const signalLabel = (signal: string, words: Words): Markup => named(words.signalNames, signal);

/** The human name alone, for where there is little room. */
export const signalName = (signal: string, words: Words): Markup => (Object.hasOwn(words.signalNames, signal) ? markup`${words.signalNames[signal]}` : code(signal));

export const categoryLabel = (category: string, words: Words): Markup => named(words.categoryNames, category);

/** Codes may come from outside: `constructor` is no name of this table. */
const named = (names: Readonly<Record<string, string>>, key: string): Markup => (Object.hasOwn(names, key) ? markup`${names[key]} ${code(key)}` : code(key));

export const tierTone: Readonly<Record<Tier, Tone>> = { high_precision: 'strong', watchlist: 'watch', none: 'calm' };

/** Says the tier without colour as well. */
export const tierMarks: Readonly<Record<Tier, string>> = { high_precision: '◆', watchlist: '▲', none: '○' };

export const tierLabel = (tier: Tier, words: Words): Markup => markup`<span class="${tierTone[tier]}-text">${tierMarks[tier]}</span> ${words.tiers[tier]}`;

/** `12 of 340 · 3.5% (2–6.1%)`, or that nothing was measured. */
export const shareText = ({ count, of, interval }: Share, words: Words): string => (interval === null ? words.nothingMeasured : `${words.outOf(count, of)} · ${words.rate(percent(count / of), percentRange(interval))}`);

/** The same for a narrow column: broken between count and rate only. */
export const shareLabel = ({ count, of, interval }: Share, words: Words): Printable =>
  interval === null ? words.nothingMeasured : markup`<span class="keep">${words.outOf(count, of)}</span> · <span class="keep">${words.rate(percent(count / of), percentRange(interval))}</span>`;

/** The first `most` of a list, and how many it left out. */
export const first = <T>(list: readonly T[], most: number): { shown: readonly T[]; left: number } => ({ shown: list.slice(0, most), left: Math.max(0, list.length - most) });
