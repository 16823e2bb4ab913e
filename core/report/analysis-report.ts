import type { AnalysisReportInput } from './analysis-input.ts';
import { cohorts } from './analysis/cohorts.ts';
import { longestName, wordsOf } from './analysis/labels.ts';
import { overview } from './analysis/overview.ts';
import { redactions } from './analysis/redactions.ts';
import { signals } from './analysis/signals.ts';
import { tools } from './analysis/tools.ts';
import { usage } from './analysis/usage.ts';
import { whatWasRead } from './analysis/what-was-read.ts';
import { worst } from './analysis/worst.ts';
import { short } from './cut.ts';
import { markup } from './markup.ts';
import { page } from './page.ts';

/**
 * The report of an analysis: one self-contained HTML file under 2 MB, in the language of the input. The same input
 * gives the same bytes; every text in it is escaped, none is trusted.
 */
export function analysisReport(input: AnalysisReportInput): string {
  const words = wordsOf(input.language);
  return page({
    language: input.language,
    title: words.title,
    origin: words.origin(words.files(input.sources.length), short(input.createdAt, longestName)),
    sections: [
      ...[overview, signals, cohorts, usage, tools, redactions, whatWasRead, worst].map((section) => section(input, words)),
      { id: 'method', title: words.sections.method, body: words.method.map((paragraph) => markup`<p class="quiet">${paragraph}</p>`) },
    ],
  });
}
