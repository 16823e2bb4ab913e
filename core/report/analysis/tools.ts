import { compareText } from '../../order/compare-text.ts';
import type { AnalysisReportInput } from '../analysis-input.ts';
import { bars } from '../chart/bars.ts';
import { percent } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { rateOf } from '../../figures/share.ts';
import { first, given, shareLabel } from './labels.ts';
import type { Words } from './words-en.ts';

const mostTools = 30;

/** Tools by how surely they fail: by the lower bound of the rate, so that one failure of one call does not lead. */
export function tools({ tools: list }: AnalysisReportInput, words: Words): Section {
  const ordered = [...list].sort((one, other) => (other.failures.interval?.[0] ?? -1) - (one.failures.interval?.[0] ?? -1) || compareText(one.name, other.name));
  const { shown, left } = first(ordered, mostTools);
  return {
    id: 'tools',
    title: words.sections.tools,
    body:
      list.length === 0
        ? markup`<p>${words.tools.none}</p>`
        : bars({
            list: shown.map(({ name, fail, unknown, failures }) => ({
              name: given(name, words),
              value: rateOf(failures) ?? 0,
              interval: failures.interval,
              text: [shareLabel(failures, words), unknown > 0 && markup`<small>${words.tools.unknown(unknown)}</small>`],
              tone: fail > 0 ? 'watch' : 'calm',
            })),
            tick: percent,
            caption: words.tools.caption,
            ...(left > 0 && { note: words.moreUnlisted(left) }),
          }),
  };
}
