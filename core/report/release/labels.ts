import type { Outcome, Verdict } from '../../cycle/outcome.ts';
import type { CriterionStatus } from '../../gate/gate-verdict.ts';
import type { Language } from '../../signals/reason-text.ts';
import type { Tone } from '../chart/rows.ts';
import { short } from '../cut.ts';
import type { Bounds } from '../../figures/share.ts';
import { points, pointsRange } from '../../figures/figure-text.ts';
import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import { english, type Words } from './words-en.ts';
import { chinese } from './words-zh.ts';

export type { Words } from './words-en.ts';

export const wordsOf = (language: Language): Words => (language === 'zh' ? chinese : english);

/** Names from outside are shown on one line, cut here. */
export const longestName = 60;

/** An id or a name from outside; `bdi` keeps one that is written right to left inside itself. */
export const name = (text: string, limit = longestName): Markup => markup`<bdi><code>${short(text, limit)}</code></bdi>`;

/** Say the same as the colours, without colour. */
export const verdictMarks: Readonly<Record<Verdict, string>> = { promote: '✔', reject: '✖', inconclusive: '◐' };
export const verdictTones: Readonly<Record<Verdict, Tone>> = { promote: 'watch', reject: 'strong', inconclusive: 'calm' };
const statusMarks: Readonly<Record<CriterionStatus, string>> = { pass: '✔', fail: '✖', open: '◐', warn: '▲', not_run: '–' };
export const statusTones: Readonly<Record<CriterionStatus, Tone>> = { pass: 'watch', fail: 'strong', open: 'calm', warn: 'strong', not_run: 'calm' };

export const statusLabel = (status: CriterionStatus, words: Words): Markup =>
  markup`<span class="keep"><span class="${statusTones[status]}-text">${statusMarks[status]}</span> ${words.status[status]}</span>`;

/** What a cycle came to, with its reason. */
export const outcomeName = ({ outcome, reason }: { outcome: Outcome | null; reason: string | null }, words: Words): string =>
  `${outcome === null ? words.running : words.outcomes[outcome]}${reason === null ? '' : words.marks.aside(codeName(reason, words.reasons))}`;

/** Codes of reasons, criteria and counts have names in the table, or are shown as they are. */
export const codeName = (code: string, names: Readonly<Record<string, string>>): string => (Object.hasOwn(names, code) ? names[code]! : short(code.replaceAll('_', ' '), longestName));

/** `+3.0 (+1.2 … +4.8)`, percentage points. */
export const change = (delta: number, interval: Bounds): string => `${points(delta)} (${pointsRange(interval)})`;

/** A difference that its interval shows to be one: loss, gain, or neither. */
export const toneOf = ([low, high]: Bounds): Tone => (high < 0 ? 'strong' : low > 0 ? 'watch' : 'plain');

/** `2026-11-22 07:00 UTC`; what is no instant is shown as it is. */
export const instant = (text: string): string => (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : short(text, longestName));

export const usd = (value: number): string => `$${value.toFixed(4)}`;

/** Pairs of a name and what is known under it. */
export const facts = (list: readonly (readonly [string, Markup | string])[]): Markup =>
  markup`<dl class="facts">${list.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
`;

export const quiet = (text: string): Markup => markup`<p class="quiet">${text}</p>
`;
