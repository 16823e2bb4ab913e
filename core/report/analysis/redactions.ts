import { compareText } from '../../order/compare-text.ts';
import type { AnalysisReportInput } from '../analysis-input.ts';
import { grouped, percent } from '../../figures/figure-text.ts';
import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';
import { categoryLabel, code, first } from './labels.ts';
import type { Words } from './words-en.ts';

type Redacted = AnalysisReportInput['redactions'][number];

const mostCategories = 40;
const mostFields = 6;

/** What was taken out and where it stood; the values themselves are nowhere. */
export function redactions({ redactions: list, rows }: AnalysisReportInput, words: Words): Section {
  const title = words.sections.redactions;
  if (list.length === 0) return { id: 'redactions', title, body: markup`<p>${words.redactions.none}</p>` };
  const { columns } = words.redactions;
  const { shown, left } = first([...list].sort((one, other) => other.count - one.count || compareText(one.category, other.category)), mostCategories);
  return {
    id: 'redactions',
    title,
    body: [
      markup`<p>${words.redactions.lead(list.reduce((sum, { count }) => sum + count, 0))}</p>`,
      table({
        columns: [{ title: columns.category }, { title: columns.count, kind: 'number' }, { title: columns.rows, kind: 'number' }, { title: columns.share, kind: 'number' }, { title: columns.fields }],
        rows: shown.map((redacted) => [categoryLabel(redacted.category, words), grouped(redacted.count), grouped(redacted.rows), rows > 0 && percent(redacted.rows / rows), fieldsOf(redacted, words)]),
        ...(left > 0 && { note: words.more(left, 'summary.json') }),
      }),
    ],
  };
}

function fieldsOf({ fields }: Redacted, words: Words): Markup {
  const { shown, left } = first([...fields].sort((one, other) => other.count - one.count || compareText(one.field, other.field)), mostFields);
  return markup`${shown.map(({ field, count }, index) => markup`${index > 0 && ', '}${code(field)} ${grouped(count)}`)}${left > 0 && ` ${words.redactions.moreFields(left)}`}`;
}
