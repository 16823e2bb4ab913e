import type { ChangedCase } from '../../evaluation/evaluation-report.ts';
import { cut, short } from '../cut.ts';
import { markup, type Markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { name, quiet, type Words } from './labels.ts';

/** The limits keep a report under 2 MB whatever the texts hold: up to eight bytes for a character that is written out. */
const lostLimits = { cases: 50, open: 10, openText: 1_500, text: 250 };
const gainedLimits = { cases: 30, open: 3, openText: 600, text: 200 };
type Limits = typeof lostLimits;

/** 8: what the champion answered rightly and the candidate does not, hard cases first. */
export const regressions = (input: ReleaseReportInput, words: Words): Section => section('regressions', input, input.evaluation?.lost, lostLimits, words);

/** 9: what the candidate answers rightly for the first time. */
export const improvements = (input: ReleaseReportInput, words: Words): Section => section('improvements', input, input.evaluation?.gained, gainedLimits, words);

function section(id: 'regressions' | 'improvements', { evaluation }: ReleaseReportInput, list: readonly ChangedCase[] = [], limits: Limits, words: Words): Section {
  const title = words.sections[id];
  if (!evaluation) return { id, title, body: quiet(words.notReached) };
  const total = id === 'regressions' ? evaluation.paired.lost : evaluation.paired.gained;
  if (total === 0) return { id, title, body: quiet(words.changed.none[id]) };
  const sorted = list.toSorted((one, other) => Number(other.hard) - Number(one.hard) || Number(one.sealed) - Number(other.sealed) || (one.caseId < other.caseId ? -1 : 1));
  const shown = sorted.slice(0, limits.cases);
  const tone = id === 'regressions' ? 'strong' : 'watch';
  return {
    id,
    title,
    body: markup`${shown.map((one, index) => card(one, { tone, open: index < limits.open, longest: index < limits.open ? limits.openText : limits.text }, words))}${total > shown.length && quiet(words.changed.more(total - shown.length))}`,
  };
}

function card(one: ChangedCase, { tone, open, longest }: { tone: string; open: boolean; longest: number }, words: Words): Markup {
  const w = words.changed;
  const head = markup`${name(one.caseId)}${one.hard && markup` <strong>${w.hard}</strong>`}`;
  if (one.sealed) return markup`<article class="case changed ${tone}">${head} <span class="quiet">${w.sealed}</span></article>
`;
  const turn = (who: string, text: string | null): Markup => {
    const kept = cut(text ?? '', longest);
    return markup`<div class="turn"><div class="who">${who}</div><pre>
${kept.text === '' ? w.empty : kept.text}${kept.omitted > 0 && ` ${w.omitted(kept.omitted)}`}</pre></div>`;
  };
  return markup`<article class="case changed ${tone}"><details${open && markup` open`}><summary>${head} <bdi>${short(one.question ?? '', 60)}</bdi></summary>
<p class="quiet">${one.slices.slice(0, 4).map((slice, index) => [index > 0 && ' · ', name(slice)])}</p>
${turn(w.question, one.question)}${turn(w.expected, one.expected)}${turn(w.champion, one.champion)}${turn(w.candidate, one.candidate)}</details></article>
`;
}
