import { compareText } from '../../order/compare-text.ts';
import type { AnalysisReportInput } from '../analysis-input.ts';
import { points, pointsRange } from '../../figures/figure-text.ts';
import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import { apart, changeOf, rateOf } from '../../figures/share.ts';
import { given, shareText, signalLabel } from './labels.ts';
import { driftsOf, totalsBy } from './totals.ts';
import type { Words } from './words-en.ts';

/** At most this many of a kind: what is first is meant to be read. */
const most = 2;

/** What stands out, as sentences: only differences whose intervals say that chance does not explain them. */
export function findings(input: AnalysisReportInput, words: Words): Markup {
  const found = [...signalFindings(input, words), ...modelFindings(input, words), ...driftFindings(input, words), ...toolFindings(input, words), ...rejectFindings(input, words)];
  return markup`<h3>${words.findings.title}</h3>
${found.length === 0 ? markup`<p>${words.findings.none}</p>` : markup`<ul class="findings">${found.map((sentence) => markup`<li>${sentence}</li>
`)}</ul>`}
`;
}

const signalFindings = ({ signals }: AnalysisReportInput, words: Words): Markup[] =>
  signals
    .filter(({ role, share }) => role !== 'appendix' && share.count > 0)
    .sort((one, other) => other.share.count - one.share.count || compareText(one.code, other.code))
    .slice(0, 1)
    .map(({ code, share }) => markup`${signalLabel(code, words)} ${words.findings.signal(words.outOf(share.count, share.of))}`);

const modelFindings = ({ cohorts }: AnalysisReportInput, words: Words): Markup[] =>
  totalsBy('model', cohorts)
    .filter(({ share, rest }) => apart(share, rest) && rateOf(share)! > rateOf(rest)!)
    .sort((one, other) => rateOf(other.share)! - rateOf(one.share)!)
    .slice(0, most)
    .map(({ key, share, rest }) => markup`${given(key, words)} ${words.findings.model(shareText(share, words), shareText(rest, words))}`);

const driftFindings = ({ cohorts }: AnalysisReportInput, words: Words): Markup[] =>
  driftsOf(cohorts)
    .map((drift) => ({ ...drift, change: changeOf(drift.from.share, drift.to.share)! }))
    .filter(({ change: { interval } }) => interval[0] > 0 || interval[1] < 0)
    .sort((one, other) => Math.abs(other.change.delta) - Math.abs(one.change.delta))
    .slice(0, most)
    .map(({ model, from, to, change: { delta, interval } }) => markup`${given(model, words)} ${words.findings.drift(from.date, to.date, points(delta), pointsRange(interval))}`);

const toolFindings = ({ tools }: AnalysisReportInput, words: Words): Markup[] =>
  tools
    .filter(({ fail }) => fail > 1)
    .sort((one, other) => other.failures.interval![0] - one.failures.interval![0] || compareText(one.name, other.name))
    .slice(0, 1)
    .map(({ name, failures }) => markup`${given(name, words)} ${words.findings.tool(shareText(failures, words))}`);

const rejectFindings = ({ rows, rejected }: AnalysisReportInput, words: Words): Markup[] =>
  rejected === 0 ? [] : [markup`${words.findings.rejected(words.outOf(rejected, rows + rejected))}`];
