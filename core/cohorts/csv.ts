import { csvLine } from './csv-cell.ts';
import { scoreNames, type Cohort } from './cohort.ts';
import { shareOf, type Share } from '../figures/share.ts';
import { tiers } from '../signals/tier.ts';
import type { Tally } from './tally.ts';
import { percentiles } from './value-counts.ts';

const topSignals = 3;

/** `cohorts.csv`: one line for each cohort, the largest first, with denominators and 95 % Wilson intervals (fractions). */
export function* cohortsCsv({ by, table }: Tally['cohorts'][number]): Generator<string> {
  yield csvLine([
    ...by, 'rows', ...tiers.flatMap((tier) => [tier, `${tier}_rate`, `${tier}_low`, `${tier}_high`]), 'suspicious_rate', 'success_rate', 'tool_results', 'tool_fail_rate',
    'tool_fail_low', 'tool_fail_high', ...scoreNames.map((name) => `mean_${name}`), 'tokens_p50', 'tokens_p90', 'latency_ms_p50', 'latency_ms_p90', 'top_signals',
  ]);
  const sorted = [...table.values()].sort((one, other) => other.rows - one.rows || order(one, other));
  for (const cohort of sorted) yield csvLine(cells(cohort));
}

function cells(cohort: Cohort): (string | number | null)[] {
  const { rows, toolFail, toolSuccess } = cohort;
  const rated = (share: Share) => [fraction(share.of === 0 ? null : share.count / share.of), fraction(share.interval?.[0] ?? null), fraction(share.interval?.[1] ?? null)];
  const suspicious = cohort.tiers.high_precision + cohort.tiers.watchlist;
  const tool = shareOf(toolFail, toolFail + toolSuccess);
  return [
    ...cohort.values, rows, ...tiers.flatMap((tier) => [cohort.tiers[tier], ...rated(shareOf(cohort.tiers[tier], rows))]), fraction(suspicious / rows),
    // Of the rows: those that nothing speaks against.
    fraction(cohort.tiers.none / rows), tool.of, ...rated(tool),
    ...scoreNames.map((name) => fraction(cohort.scores[name].n === 0 ? null : cohort.scores[name].sum / cohort.scores[name].n)),
    ...(percentiles(cohort.tokens, [50, 90]) ?? [null, null]), ...(percentiles(cohort.latencyMs, [50, 90]) ?? [null, null]),
    topSignalsOf(cohort).map(([code, count]) => `${code}:${count}`).join(' '),
  ];
}

export const topSignalsOf = (cohort: Cohort): [string, number][] =>
  [...cohort.signals].sort(([one, most], [other, more]) => more - most || (one < other ? -1 : 1)).slice(0, topSignals);

const fraction = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e6) / 1e6);

const order = (one: Cohort, other: Cohort): number => (JSON.stringify(one.values) < JSON.stringify(other.values) ? -1 : 1);
