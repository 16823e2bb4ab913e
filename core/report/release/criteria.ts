import { sentenceIn } from '../../figures/sentence-in.ts';
import type { GateCriterion } from '../../gate/gate-verdict.ts';
import { chinese } from '../../gate/sentences/chinese.ts';
import type { Language } from '../../signals/reason-text.ts';
import { points, pointsRange } from '../../figures/figure-text.ts';
import { markup, type Printable } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { codeName, longestName, quiet, statusLabel, type Words } from './labels.ts';
import { short } from '../cut.ts';

const mostRows = 60;

/** 3: every test of the gate, also those that did not run. */
export function criteria({ decision, language }: ReleaseReportInput, words: Words): Section {
  const w = words.criteria;
  if (!decision) return { id: 'criteria', title: words.sections.criteria, body: quiet(words.notReached) };
  const shown = decision.criteria.slice(0, mostRows);
  const untold = shown.some((one) => translated(one, language) === undefined);
  return {
    id: 'criteria',
    title: words.sections.criteria,
    body: markup`${table({
      columns: [{ title: w.name }, { title: w.status }, { title: w.limit, kind: 'number' }, { title: w.observed, kind: 'number' }, { title: w.interval, kind: 'number' }, { title: 'p', kind: 'number' }, { title: 'n', kind: 'number' }],
      rows: shown.map((one) => row(one, words)),
      ...(decision.criteria.length > mostRows && { note: words.more(decision.criteria.length - mostRows) }),
    })}<details${shown.some(({ status }) => status === 'fail' || status === 'open') && markup` open`}><summary>${w.sentences}</summary>${untold && quiet(w.original)}<ul>${shown.map(
      (one) => markup`<li>${statusLabel(one.status, words)}${words.marks.colon}<bdi>${short(translated(one, language) ?? one.sentence, 400)}</bdi></li>
`,
    )}</ul></details>
`,
  };
}

/** What the gate said, in the language of the report; undefined where an older version stored the decision without facts, or another one with facts that this one does not know. */
function translated({ sentence, facts }: GateCriterion, language: Language): string | undefined {
  if (language === 'en') return sentence;
  return facts !== undefined && Object.hasOwn(chinese, facts.code) ? sentenceIn(chinese, facts) : undefined;
}

function row(one: GateCriterion, words: Words): Printable[] {
  const [base = one.name, ...rest] = one.name.split(':');
  const label = codeName(base, words.criterionNames);
  const shown = figureOf(one);
  return [
    markup`${label}${rest.length > 0 && markup` <bdi><code>${short(rest.join(':'), longestName)}</code></bdi>`}`,
    statusLabel(one.status, words),
    one.limit === null ? '' : shown.one(one.limit),
    one.observed === null ? '' : shown.one(one.observed),
    one.interval === null ? '' : shown.range(one.interval),
    one.p === null ? '' : pText(one.p),
    one.n,
  ];
}

/** Criteria have units of their own: differences of scores are shown in points, the rest as the number it is. */
function figureOf({ name }: GateCriterion): { one: (value: number) => string; range: (bounds: readonly [number, number]) => string } {
  const plain = (value: number): string => (Number.isFinite(value) ? (Number.isInteger(value) ? String(value) : value.toFixed(3)) : '∞');
  if (/^(?:non_inferior|no_harm|critical_slice|guarded_slices|goal|format_drift)/.test(name)) return { one: points, range: pointsRange };
  return { one: plain, range: ([low, high]) => `${plain(low)} … ${plain(high)}` };
}

export const pText = (p: number): string => (p < 0.001 ? '<.001' : p.toFixed(3).replace(/^0/, ''));
