import type { AnalysisReportInput, WorstCase } from '../analysis-input.ts';
import { cut, short } from '../cut.ts';
import { grouped } from '../../figures/figure-text.ts';
import type { Markup, Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { code, first, given, longestName, signalLabel, sourceName, tierLabel, tierTone } from './labels.ts';
import type { Words } from './words-en.ts';

/** The limits keep a report under 2 MB whatever the texts hold: six bytes or more for a character that must be escaped. */
const mostCases = 30;
const mostSignals = 8;
const mostEvidence = 4;
const mostTurns = 6;
const longestExcerpt = 2400;
const longestTurn = 1500;
/** The first ones are open: they show what is behind the others. */
const openCases = 3;

/** Cards for single rows: what fired, on which values, and what was said. */
export function worst({ worst: list }: AnalysisReportInput, words: Words): Section {
  const { shown } = first(list, mostCases);
  return {
    id: 'worst',
    title: words.sections.worst,
    body: shown.length === 0 ? markup`<p>${words.worst.none}</p>` : [markup`<p class="quiet">${words.worst.lead}</p>`, shown.map((one, index) => card(one, index, words))],
  };
}

function card(one: WorstCase, index: number, words: Words): Markup {
  const { shown, left } = first(one.signals, mostSignals);
  const where: Printable = [
    sourceName(one.source, words), ` · ${words.worst.line(one.line)}`,
    one.id !== null && [' · ', code(one.id)],
    one.similar > 0 && ` · ${words.worst.similar(one.similar)}`,
  ];
  return markup`<article class="case ${tierTone[one.tier]}"><h3>${index + 1}. ${tierLabel(one.tier, words)} · ${given(one.model, words)}${one.date !== null && markup` · ${given(one.date, words)}`}</h3>
<p class="quiet">${where}</p>
${one.headline !== null && markup`<p><bdi>${short(one.headline, 300)}</bdi></p>`}
<ul>${shown.map((signal) => markup`<li>${signalLabel(signal.code, words)} · ${words.worst.weights[signal.weight]}${evidence(signal.evidence, words)}</li>`)}${left > 0 && markup`<li>${words.worst.signalsOmitted(left)}</li>`}</ul>
${one.excerpt.length > 0 && markup`<details${index < openCases && markup` open`}><summary>${words.worst.excerpt}</summary>${turns(one, words)}</details>`}
</article>
`;
}

const evidence = (list: WorstCase['signals'][number]['evidence'], words: Words): Printable =>
  first(list, mostEvidence).shown.map(({ field, value, limit }, index) => [index === 0 ? ': ' : ', ', code(`${field} = ${shownValue(value)}`), limit !== undefined && words.worst.limit(shownValue(limit))]);

const shownValue = (value: string | number | boolean): string => (typeof value === 'number' ? grouped(value, Number.isInteger(value) ? 0 : 2) : short(String(value), longestName));

/** The last turns: that is where it went wrong. */
function turns({ excerpt }: WorstCase, words: Words): Markup {
  const left = Math.max(0, excerpt.length - mostTurns);
  const shown = excerpt.slice(left);
  const longest = Math.min(longestTurn, Math.floor(longestExcerpt / shown.length));
  return markup`${left > 0 && markup`<p class="quiet">${words.worst.turnsOmitted(left)}</p>`}${shown.map(({ role, text }) => {
    const kept = cut(text, longest);
    return markup`<div class="turn"><div class="who">${words.worst.roles[role]}</div><pre>
${kept.text === '' ? words.worst.empty : kept.text}${kept.omitted > 0 && ` ${words.worst.omitted(kept.omitted)}`}</pre></div>`;
  })}`;
}
