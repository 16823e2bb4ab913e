import { grouped, percent } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { quiet, type Words } from './labels.ts';

/** 5: what was kept, lost and gained. */
export function outcomes({ evaluation }: ReleaseReportInput, words: Words): Section {
  const w = words.outcomeTable;
  if (!evaluation) return { id: 'cases', title: words.sections.cases, body: quiet(words.notReached) };
  const { n, lost, gained, bothRight, bothWrong } = evaluation.paired;
  const cell = (count: number, what: string, tone: string) => markup`<span class="${tone}-text"><strong>${grouped(count)}</strong></span> ${what}${n > 0 && markup` <span class="quiet">${percent(count / n)}</span>`}`;
  const rest = n - lost - gained - bothRight - bothWrong;
  return {
    id: 'cases',
    title: words.sections.cases,
    body: markup`${table({
      columns: [{ title: '' }, { title: w.candidateRight }, { title: w.candidateWrong }],
      rows: [
        [w.championRight, cell(bothRight, w.kept, 'calm'), cell(lost, `✖ ${w.lost}`, 'strong')],
        [w.championWrong, cell(gained, `✔ ${w.gained}`, 'watch'), cell(bothWrong, w.open, 'calm')],
      ],
      ...(rest > 0 && { note: w.rest(rest) }),
    })}`,
  };
}
