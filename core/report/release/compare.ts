import { forest } from '../chart/forest.ts';
import { short } from '../cut.ts';
import { points } from '../../figures/figure-text.ts';
import { markup, type Printable } from '../markup.ts';
import { page } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { change, codeName, instant, longestName, name, outcomeName, quiet, statusLabel, toneOf, usd, verdictMarks, wordsOf, type Words } from './labels.ts';

type Sides = readonly [ReleaseReportInput, ReleaseReportInput];
const mostSlices = 40;

/** Two cycles side by side, as a page like that of one: what was compared, what came of it, where they differ. */
export function compareReport(one: ReleaseReportInput, other: ReleaseReportInput): string {
  const words = wordsOf(one.language);
  const sides: Sides = [one, other];
  return page({
    language: one.language,
    title: words.title(short(one.agent, longestName)),
    origin: sides.map(({ cycle }, index) => `${index > 0 ? ' ⇄ ' : ''}${short(cycle.id, 120)}`),
    sections: [
      { id: 'verdict', title: words.sections.verdict, body: [differences(sides, words), overview(sides, words)] },
      { id: 'criteria', title: words.sections.criteria, body: criteria(sides, words) },
      { id: 'slices', title: words.sections.slices, body: slices(sides, words) },
    ],
  });
}

const differences = (sides: Sides, words: Words): Printable => {
  const list = sides.flatMap(({ decision, cycle }) =>
    decision ? [{ name: markup`${instant(cycle.startedAt)}<small>n = ${decision.n}</small>`, estimate: decision.delta, interval: decision.ci, text: change(decision.delta, decision.ci), tone: toneOf(decision.ci) }] : [],
  );
  return list.length === 0 ? quiet(words.notReached) : forest({ list, references: [0, -sides[0].margin], tick: points, caption: words.difference.caption(points(-sides[0].margin)) });
};

function overview(sides: Sides, words: Words): Printable {
  const w = words.identity;
  const rows: (readonly [string, (one: ReleaseReportInput) => Printable])[] = [
    [words.sections.verdict, ({ decision }) => (decision ? `${verdictMarks[decision.verdict]} ${words.verdicts[decision.verdict]}` : words.noVerdict)],
    [words.history.outcome, ({ cycle }) => outcomeName(cycle, words)],
    [w.champion, ({ champion }) => (champion ? [name(champion.id), ' ', name(champion.model)] : words.none)],
    [w.candidate, ({ candidate }) => (candidate ? [name(candidate.id), ' ', name(candidate.model)] : words.none)],
    [w.dataset, ({ candidate }) => (candidate?.datasetId ? name(candidate.datasetId) : words.none)],
    [words.dataset.rows, ({ dataset }) => (dataset ? words.dataset.rowsText(dataset.size, dataset.distinct, dataset.candidates) : words.none)],
    [w.suite, ({ evaluation }) => (evaluation ? [name(evaluation.suite.id), ` ${w.suiteVersion(evaluation.suite.version)}`] : words.none)],
    [words.outcomeTable.lost, ({ decision }) => decision?.lost ?? ''],
    [words.outcomeTable.gained, ({ decision }) => decision?.gained ?? ''],
    [words.verdict.tiles.cost, ({ costs }) => usd(costs.reduce((sum, { costUsd }) => sum + costUsd, 0))],
    [w.version, ({ version }) => w.versions(version.code, version.configuration)],
  ];
  return table({ columns: [{ title: '' }, ...sides.map(({ cycle }) => ({ title: short(cycle.id, 120) }))], rows: rows.map(([label, of]) => [label, ...sides.map(of)]) });
}

function criteria(sides: Sides, words: Words): Printable {
  const names = [...new Set(sides.flatMap(({ decision }) => decision?.criteria.map((one) => one.name) ?? []))];
  if (names.length === 0) return quiet(words.notReached);
  const label = (text: string): Printable => {
    const [base = text, ...rest] = text.split(':');
    return [codeName(base, words.criterionNames), rest.length > 0 && [' ', name(rest.join(':'))]];
  };
  return table({
    columns: [{ title: words.criteria.name }, ...sides.map(({ cycle }) => ({ title: instant(cycle.startedAt) }))],
    rows: names.map((one) => [label(one), ...sides.map(({ decision }) => {
      const found = decision?.criteria.find((criterion) => criterion.name === one);
      return found ? statusLabel(found.status, words) : '';
    })]),
  });
}

/** Slices of either, the largest distance between the two cycles first. */
function slices(sides: Sides, words: Words): Printable {
  const [before, after] = sides.map(({ decision }) => new Map(decision?.slices.map((one) => [one.name, one]))) as [Map<string, SliceFacts>, Map<string, SliceFacts>];
  const distance = (slice: string): number => Math.abs((after.get(slice)?.delta ?? 0) - (before.get(slice)?.delta ?? 0));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort((one, other) => distance(other) - distance(one) || (one < other ? -1 : 1));
  if (names.length === 0) return quiet(words.slices.none);
  const left = names.length - mostSlices;
  const cell = (found: SliceFacts | undefined): Printable => (found ? `${change(found.delta, found.ci)} n = ${found.n}` : '');
  return table({
    columns: [{ title: words.sections.slices }, ...sides.map(({ cycle }) => ({ title: instant(cycle.startedAt) }))],
    rows: names.slice(0, mostSlices).map((slice) => [name(slice), cell(before.get(slice)), cell(after.get(slice))]),
    ...(left > 0 && { note: words.more(left) }),
  });
}

type SliceFacts = NonNullable<ReleaseReportInput['decision']>['slices'][number];
