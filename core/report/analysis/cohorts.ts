import { compareText } from '../../order/compare-text.ts';
import type { AnalysisReportInput, CohortFigures, Quantiles } from '../analysis-input.ts';
import { dumbbell } from '../chart/dumbbell.ts';
import { forest } from '../chart/forest.ts';
import { compact, grouped, percent, percentRange, points, pointsRange } from '../../figures/figure-text.ts';
import type { Markup, Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { apart, changeOf, rateOf, shareOf } from '../../figures/share.ts';
import { table } from '../table.ts';
import { first, given, shareLabel, signalName, tierMarks } from './labels.ts';
import type { Drift, Total } from './totals.ts';
import { driftsOf, inOrder, totalsBy } from './totals.ts';
import type { Words } from './words-en.ts';

const mostModels = 25;
const mostDates = 31;
const mostCohorts = 60;
const mostTopSignals = 2;

/** Who is worse than the others, what changed over the dates, and every cohort with its figures. */
export function cohorts({ cohorts: list }: AnalysisReportInput, words: Words): Section {
  const models = totalsBy('model', list);
  const dates = totalsBy('date', list);
  const drifts = driftsOf(list);
  return {
    id: 'cohorts',
    title: words.sections.cohorts,
    body:
      list.length === 0
        ? markup`<p>${words.cohorts.none}</p>`
        : [models.length > 1 && byModel(models, words), dates.length > 1 && byDate(dates, words), drifts.length > 0 && driftCharts(drifts, words), cohortTable(list, words)],
  };
}

function byModel(models: readonly Total[], words: Words): Markup {
  const { shown, left } = first([...models].sort((one, other) => other.share.of - one.share.of || inOrder(one.key, other.key)), mostModels);
  return rates(shown, words.cohorts.byModel, left > 0 ? words.more(left, 'cohorts.csv') : undefined, words);
}

function byDate(dates: readonly Total[], words: Words): Markup {
  const left = Math.max(0, dates.length - mostDates);
  return rates(dates.slice(left), words.cohorts.byDate, left > 0 ? words.cohorts.earlier(left) : undefined, words);
}

function rates(totals: readonly Total[], caption: string, note: string | undefined, words: Words): Markup {
  const one = totals[0]!;
  const overall = rateOf(shareOf(one.share.count + one.rest.count, one.share.of + one.rest.of));
  return forest({
    list: totals.map(({ key, share, rest }) => ({ name: given(key, words), estimate: rateOf(share), interval: share.interval, text: shareLabel(share, words), tone: apart(share, rest) ? (rateOf(share)! > rateOf(rest)! ? 'strong' : 'watch') : 'plain' })),
    references: overall === null ? [] : [overall],
    tick: percent,
    caption,
    ...(note !== undefined && { note }),
  });
}

function driftCharts(drifts: readonly Drift[], words: Words): Markup {
  const { shown, left } = first(
    drifts.map((drift) => ({ ...drift, change: changeOf(drift.from.share, drift.to.share)! })),
    mostModels,
  );
  const toneOf = ({ change: { interval } }: (typeof shown)[number]) => (interval[0] > 0 ? 'strong' : interval[1] < 0 ? 'watch' : 'plain');
  return markup`${dumbbell({
    list: shown.map((drift) => ({
      name: markup`${given(drift.model, words)}<small><bdi>${drift.from.date}</bdi> → <bdi>${drift.to.date}</bdi></small>`,
      from: rateOf(drift.from.share)!,
      to: rateOf(drift.to.share)!,
      tone: toneOf(drift),
      text: `${percent(rateOf(drift.from.share)!)} → ${percent(rateOf(drift.to.share)!)}`,
    })),
    tick: percent,
    caption: words.cohorts.moves,
  })}${forest({
    list: shown.map((drift) => ({ name: given(drift.model, words), estimate: drift.change.delta, interval: drift.change.interval, text: `${points(drift.change.delta)} (${pointsRange(drift.change.interval)})`, tone: toneOf(drift) })),
    references: [0],
    tick: (value) => points(value).replace(/\.0$/, ''),
    caption: words.cohorts.change,
    ...(left > 0 && { note: words.more(left, 'cohorts.csv') }),
  })}`;
}

function cohortTable(list: readonly CohortFigures[], words: Words): Markup {
  const { columns } = words.cohorts;
  const largest = [...list].sort((one, other) => other.rows - one.rows || inKeys(one, other));
  const { shown, left } = first(largest, mostCohorts);
  return table({
    caption: words.cohorts.table,
    columns: [
      { title: columns.model, kind: 'name' },
      { title: columns.date, kind: 'name' },
      { title: columns.rows, kind: 'number' },
      { title: `${tierMarks.high_precision} / ${tierMarks.watchlist}`, kind: 'number' },
      { title: columns.suspicious, kind: 'number' },
      { title: columns.tools, kind: 'number' },
      { title: columns.tokens, kind: 'number' },
      { title: columns.latency, kind: 'number' },
      { title: columns.signals },
    ],
    rows: [...shown].sort(inKeys).map((cohort) => [
      given(cohort.model, words),
      given(cohort.date, words),
      grouped(cohort.rows),
      `${grouped(cohort.highPrecision.count)} / ${grouped(cohort.watchlist.count)}`,
      cohort.suspicious.interval === null ? '' : `${percent(rateOf(cohort.suspicious)!)} (${percentRange(cohort.suspicious.interval)})`,
      cohort.toolFailures.of === 0 ? '' : `${percent(rateOf(cohort.toolFailures)!)} / ${grouped(cohort.toolFailures.of)}`,
      quantiles(cohort.tokens, compact),
      quantiles(cohort.latencyMs, words.duration),
      cohort.topSignals.slice(0, mostTopSignals).map((signal) => markup`<div>${signalName(signal, words)}</div>`),
    ]),
    ...(left > 0 && { note: words.more(left, 'cohorts.csv') }),
  });
}

const inKeys = (one: CohortFigures, other: CohortFigures): number => inOrder(one.model, other.model) || compareText(one.date ?? '\uffff', other.date ?? '\uffff');

const quantiles = (found: Quantiles | null, text: (value: number) => string): Printable => found && `${text(found.p50)} / ${text(found.p90)}`;
