import type { Confusion } from '../../evaluation/evaluation-report.ts';
import type { LabelReport } from '../../evaluation/report.ts';
import { noKnownReply } from '../../evaluation/side-summary.ts';
import { short } from '../cut.ts';
import { grouped } from '../../figures/figure-text.ts';
import { markup, type Markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { longestName, quiet, type Words } from './labels.ts';

const mostLabels = 80;
const mostPairs = 40;
const three = (value: number): string => value.toFixed(3);

/** Appendix: precision, recall and F1 of each expected intent, for both sides. */
export function classification({ evaluation }: ReleaseReportInput, words: Words): Section {
  const w = words.classification;
  if (!evaluation) return { id: 'classification', title: words.sections.classification, body: quiet(words.notReached) };
  const [was, is] = [evaluation.champion.classification, evaluation.candidate.classification];
  if (is.rows === 0) return { id: 'classification', title: words.sections.classification, body: quiet(w.none) };
  const before = new Map(was.labels.map((one) => [one.label, one]));
  const rows = is.labels.toSorted((one, other) => loss(other, before) - loss(one, before) || (one.label < other.label ? -1 : 1));
  const averages = (['macro', 'weighted'] as const).map((kind) => [w[kind], is.rows, three(is[kind].precision), three(is[kind].recall), three(was[kind].f1), three(is[kind].f1)]);
  return {
    id: 'classification',
    title: words.sections.classification,
    body: markup`${table({
      caption: w.caption,
      columns: [{ title: w.label }, { title: w.support, kind: 'number' }, { title: w.precision, kind: 'number' }, { title: w.recall, kind: 'number' }, { title: w.championF1, kind: 'number' }, { title: w.candidateF1, kind: 'number' }],
      rows: [
        [w.accuracy, is.rows, '', '', three(was.accuracy), three(is.accuracy)],
        ...averages,
        ...rows.slice(0, mostLabels).map((one) => [
          named(one.label, words), one.support, one.precisionUndefined ? '–' : three(one.precision), one.recallUndefined ? '–' : three(one.recall),
          before.has(one.label) ? three(before.get(one.label)!.f1) : '–', three(one.f1),
        ]),
      ],
      note: `${w.note}${rows.length > mostLabels ? ` ${words.more(rows.length - mostLabels)}` : ''}`,
    })}`,
  };
}

const loss = (one: LabelReport, before: ReadonlyMap<string, LabelReport>): number => (before.get(one.label)?.f1 ?? 0) - one.f1;

/** Appendix: what is taken for what, and how that changed. */
export function confusions({ evaluation }: ReleaseReportInput, words: Words): Section {
  const w = words.confusions;
  if (!evaluation) return { id: 'confusions', title: words.sections.confusions, body: quiet(words.notReached) };
  const key = ({ expected, answered }: Confusion): string => JSON.stringify([expected, answered]);
  const was = new Map(evaluation.champion.confusions.map((one) => [key(one), one]));
  const is = new Map(evaluation.candidate.confusions.map((one) => [key(one), one]));
  const pairs = [...new Map([...was, ...is])]
    .map(([id, { expected, answered }]) => ({ expected, answered, before: was.get(id)?.cases ?? 0, after: is.get(id)?.cases ?? 0 }))
    .sort((one, other) => other.after - other.before - (one.after - one.before) || other.after - one.after || (key({ ...one, cases: 0 }) < key({ ...other, cases: 0 }) ? -1 : 1));
  if (pairs.length === 0) return { id: 'confusions', title: words.sections.confusions, body: quiet(w.none) };
  return {
    id: 'confusions',
    title: words.sections.confusions,
    body: table({
      columns: [{ title: w.expected }, { title: w.answered }, { title: w.before, kind: 'number' }, { title: w.after, kind: 'number' }, { title: w.change, kind: 'number' }],
      rows: ends(pairs).map(({ expected, answered, before, after }) => [
        named(expected, words), named(answered, words), grouped(before), grouped(after), after > before ? `+${after - before}` : grouped(after - before),
      ]),
      ...(pairs.length > mostPairs && { note: words.more(pairs.length - mostPairs) }),
    }),
  };
}

const named = (label: string, words: Words): Markup | string => (label === noKnownReply ? words.confusions.noKnownReply : markup`<bdi>${short(label, longestName)}</bdi>`);

/** The worst and the best of a sorted list. */
const ends = <T>(list: readonly T[]): readonly T[] => (list.length <= mostPairs ? list : [...list.slice(0, mostPairs / 2), ...list.slice(-mostPairs / 2)]);
