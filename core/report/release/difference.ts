import { forest } from '../chart/forest.ts';
import { percent, points } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { pText } from './criteria.ts';
import { change, quiet, toneOf, type Words } from './labels.ts';

/** 4: the headline difference, its interval and the margin in one line. */
export function difference({ decision, margin }: ReleaseReportInput, words: Words): Section {
  const w = words.difference;
  if (!decision) return { id: 'difference', title: words.sections.difference, body: quiet(words.notReached) };
  const { delta, ci, champion, candidate, n } = decision;
  return {
    id: 'difference',
    title: words.sections.difference,
    body: markup`${forest({
      list: [{ name: markup`${w.all}<small>n = ${n}</small>`, estimate: delta, interval: ci, text: change(delta, ci), tone: toneOf(ci) }],
      references: [0, -margin],
      tick: points,
      caption: w.caption(points(-margin)),
    })}<p>${w.means(percent(champion), percent(candidate))} ${w.tests(pText(decision.p_noninferior), pText(decision.p_harm))}</p>
`,
  };
}
