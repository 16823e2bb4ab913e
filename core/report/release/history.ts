import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { change, instant, name, outcomeName, quiet, usd, verdictMarks, type Words } from './labels.ts';

/** 14: the last cycles, and what became of their releases. */
export function history({ history: past, cycle }: ReleaseReportInput, words: Words): Section {
  const w = words.history;
  if (past.length === 0) return { id: 'history', title: words.sections.history, body: quiet(w.none) };
  return {
    id: 'history',
    title: words.sections.history,
    body: table({
      columns: [{ title: w.started }, { title: w.trigger }, { title: w.verdict }, { title: words.difference.delta, kind: 'number' }, { title: w.outcome }, { title: 'USD', kind: 'number' }],
      rows: past.map((one) => [
        markup`${one.id === cycle.id ? '→ ' : ''}${instant(one.startedAt)}${name(one.id, 120)}`,
        words.triggers[one.trigger],
        one.verdict === null ? '' : markup`<span class="keep">${verdictMarks[one.verdict]} ${words.verdicts[one.verdict]}</span>`,
        one.delta === null || one.ci === null ? '' : change(one.delta, one.ci),
        outcomeName(one, words),
        usd(one.costUsd),
      ]),
    }),
  };
}
