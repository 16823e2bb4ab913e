import { grouped } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { name, quiet, type Words } from './labels.ts';

/** As many as fit; beyond them those that passed on both sides are only counted. */
const mostCases = 300;
const passes = 0.5;

/** 7: every case that must never be lost, lost ones first. */
export function hardCases({ decision, hardCases: all }: ReleaseReportInput, words: Words): Section {
  const w = words.hard;
  const section = (body: Section['body']): Section => ({ id: 'critical', title: words.sections.critical, body });
  if (!decision) return section(quiet(words.notReached));
  if (all.length === 0) return section(quiet(w.none));
  const [lost, flaky] = [new Set(decision.cases.hard_lost), new Set(decision.cases.flaky)];
  const rank = (id: string, score: number | null): number => (lost.has(id) ? 0 : flaky.has(id) ? 1 : (score ?? 0) > passes ? 3 : 2);
  const sorted = all.toSorted((one, other) => rank(one.caseId, one.candidate) - rank(other.caseId, other.candidate) || (one.caseId < other.caseId ? -1 : 1));
  const said = (score: number | null): string => (score === null ? w.unknown : score > passes ? `✔ ${w.passed}` : `✖ ${w.failed}`);
  const note = (id: string): string => (lost.has(id) ? `✖ ${w.lost}` : flaky.has(id) ? `▲ ${w.flaky}` : '');
  return section(markup`<p class="${lost.size > 0 ? 'strong-text' : 'quiet'}">${w.lead(grouped(all.length), lost.size)}</p>
<details${lost.size > 0 && markup` open`}><summary>${w.all}</summary>${table({
    columns: [{ title: w.case, kind: 'name' }, { title: w.champion }, { title: w.candidate }, { title: '' }],
    rows: sorted.slice(0, mostCases).map(({ caseId, sealed, champion, candidate }) => [markup`${name(caseId, 40)}${sealed && ` ${w.sealed}`}`, said(champion), said(candidate), note(caseId)]),
    ...(all.length > mostCases && { note: words.more(all.length - mostCases) }),
  })}</details>
`);
}
