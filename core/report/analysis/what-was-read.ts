import { compareText } from '../../order/compare-text.ts';
import type { AnalysisReportInput } from '../analysis-input.ts';
import { grouped, percent } from '../../figures/figure-text.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';
import { code, first, sourceName } from './labels.ts';
import type { Words } from './words-en.ts';

const mostSources = 12;
const mostReasons = 20;

/** The sources with what they gave, those with refused rows first, else in the order in which they were read; and why rows were refused. */
export function whatWasRead({ sources, rejectReasons }: AnalysisReportInput, words: Words): Section {
  const { columns, reasonColumns } = words.input;
  const read = first([...sources].sort((one, other) => other.rejected - one.rejected), mostSources);
  const reasons = first([...rejectReasons].sort((one, other) => other.count - one.count || compareText(one.reason, other.reason)), mostReasons);
  return {
    id: 'input',
    title: words.sections.input,
    body: [
      table({
        columns: [{ title: columns.source }, { title: columns.rows, kind: 'number' }, { title: columns.rejected, kind: 'number' }, { title: columns.share, kind: 'number' }],
        rows: read.shown.map(({ name, rows, rejected }) => [sourceName(name, words), grouped(rows), grouped(rejected), rows + rejected > 0 && percent(rejected / (rows + rejected))]),
        ...(read.left > 0 && { note: words.moreUnlisted(read.left) }),
      }),
      rejectReasons.length > 0 &&
        table({
          caption: words.input.reasons,
          columns: [{ title: reasonColumns.reason }, { title: reasonColumns.count, kind: 'number' }],
          rows: reasons.shown.map(({ reason, count }) => [code(reason), grouped(count)]),
          ...(reasons.left > 0 && { note: words.more(reasons.left, 'rejects.jsonl') }),
        }),
    ],
  };
}
