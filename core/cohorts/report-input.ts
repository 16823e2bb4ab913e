import type { AnalysisReportInput, Distribution, WorstCase } from '../report/analysis-input.ts';
import { shareOf } from '../figures/share.ts';
import type { Calibration } from '../signals/calibration.ts';
import type { SignalsConfig } from '../signals/config.ts';
import { limitsFor } from '../signals/limits.ts';
import type { Language } from '../signals/reason-text.ts';
import { tiers, type Tier } from '../signals/tier.ts';
import { definitions } from '../signals/table/index.ts';
import { others } from './bounded.ts';
import { binsOf } from './bins.ts';
import { topSignalsOf } from './csv.ts';
import { measures, type Tally } from './tally.ts';
import { percentiles, type ValueCounts } from './value-counts.ts';
import { diverseCases, type Case, type Worst } from './worst.ts';

const maxCases = 30;

export type ReportParts = {
  language: Language;
  createdAt: string;
  sources: readonly { name: string; rows: number; rejected: number }[];
  rejectReasons: readonly { reason: string; count: number }[];
  seconds: number | null;
  /** Counted over sessions; null where no row names one. */
  sessions: { count: number; tiers: Record<Tier, number> } | null;
  tally: Tally;
  worst: Worst;
  config: SignalsConfig;
  calibration: Calibration | null;
};

/** What the report shows, out of what was counted. The tally's last grouping is model by date. */
export function reportInputOf(parts: ReportParts): AnalysisReportInput {
  const { tally, sessions } = parts;
  return {
    language: parts.language,
    createdAt: parts.createdAt,
    sources: parts.sources,
    rows: tally.rows,
    rejected: parts.sources.reduce((sum, { rejected }) => sum + rejected, 0),
    rejectReasons: parts.rejectReasons,
    seconds: parts.seconds,
    tiers: shares(tally.tiers, tally.rows),
    sessions: sessions && { count: sessions.count, tiers: shares(sessions.tiers, sessions.count) },
    signals: [...tally.signals].map(([code, { fired, high, applicable }]) => ({ code, role: definitions.get(code)?.role ?? 'appendix', share: shareOf(fired, Math.max(fired, applicable)), high })),
    cohorts: [...tally.cohorts.at(-1)!.table.values()].map((cohort) => {
      const suspicious = cohort.tiers.high_precision + cohort.tiers.watchlist;
      return {
        model: cohort.values[0] ?? null, date: cohort.values[1] ?? null, rows: cohort.rows,
        highPrecision: shareOf(cohort.tiers.high_precision, cohort.rows), watchlist: shareOf(cohort.tiers.watchlist, cohort.rows), suspicious: shareOf(suspicious, cohort.rows),
        toolFailures: shareOf(cohort.toolFail, cohort.toolFail + cohort.toolSuccess),
        tokens: middle(cohort.tokens), latencyMs: middle(cohort.latencyMs), topSignals: topSignalsOf(cohort).map(([code]) => code),
      };
    }),
    distributions: measures.filter((measure) => tally.measures[measure].n > 0).map((measure) => distributionOf(measure, parts)),
    tools: [...tally.tools].map(([name, counts]) => ({ name, ...counts, failures: shareOf(counts.fail, counts.fail + counts.success) })),
    redactions: [...tally.redactions].map(([category, { count, rows, fields }]) => ({ category, count, rows, fields: [...fields].map(([field, times]) => ({ field, count: times })) })),
    worst: diverseCases(parts.worst, maxCases).map((one) => shownCase(one, parts.sources)),
  };
}

const shares = (counts: Record<Tier, number>, of: number) => Object.fromEntries(tiers.map((tier) => [tier, shareOf(counts[tier], of)])) as AnalysisReportInput['tiers'];

function middle(values: ValueCounts): { p50: number; p90: number } | null {
  const found = percentiles(values, [50, 90]);
  return found && { p50: found[0]!, p90: found[1]! };
}

function distributionOf(measure: Distribution['measure'], { tally, config, calibration }: ReportParts): Distribution {
  const values = tally.measures[measure];
  const found = percentiles(values, [50, 90, 95, 100]);
  return {
    measure, count: values.n, missing: Math.max(0, tally.rows - values.n),
    quantiles: found && { p50: found[0]!, p90: found[1]!, p95: found[2]!, max: found[3]! },
    ...binsOf(values),
    thresholds: thresholdsOf(measure, [...tally.models.keys()].filter((model) => model !== others), config, calibration),
  };
}

function thresholdsOf(measure: Distribution['measure'], models: readonly string[], config: SignalsConfig, calibration: Calibration | null): Distribution['thresholds'] {
  if (measure !== 'total_tokens' && measure !== 'latency_ms' && measure !== 'perplexity') return [];
  if (measure === 'perplexity' && !config.signal_on_high_perplexity) return [];
  const limitOf = (model: string | null) => {
    const limits = limitsFor(model, config, calibration);
    const value = { total_tokens: limits.totalTokens, latency_ms: limits.latencyMs, perplexity: limits.perplexity }[measure];
    const source = limits.source[measure];
    return value === null || source === null ? null : { value, model, source };
  };
  const all = limitOf(null);
  // A model with the limit of all rows needs no line of its own.
  const own = models.map(limitOf).filter((limit) => limit !== null && limit.value !== all?.value);
  return [all, ...own].filter((limit) => limit !== null);
}

function shownCase({ source, line, id, tier, model, date, signals, headline, query, response, similar }: Case & { similar: number }, sources: ReportParts['sources']): WorstCase {
  return {
    source: sources[source]?.name ?? '-', line, id, tier, model, date, headline, similar,
    signals: signals.map(({ code, weight, evidence }) => ({ code, weight, evidence })),
    excerpt: [{ role: 'user' as const, text: query }, { role: 'assistant' as const, text: response }],
  };
}
