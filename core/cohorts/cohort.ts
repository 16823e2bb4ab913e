import type { Signal } from '../signals/signal.ts';
import type { Tier } from '../signals/tier.ts';
import type { MarkedRow } from './marked-row.ts';
import { addCount, addCounts } from './bounded.ts';
import { addValue, createValueCounts, mergeValues, type ValueCounts } from './value-counts.ts';

export const cohortFields = ['model', 'pt', 'intent', 'tool'] as const;
export type CohortField = (typeof cohortFields)[number];

/** Figures of the rows that share the cohort's values; sums and counts only, so that cohorts of parts add up. */
export type Cohort = {
  /** One for each field of the grouping; null where the row does not say. */
  values: (string | null)[];
  rows: number;
  tiers: Record<Tier, number>;
  signals: Map<string, number>;
  toolSuccess: number;
  toolFail: number;
  scores: Record<ScoreName, { sum: number; n: number }>;
  tokens: ValueCounts;
  latencyMs: ValueCounts;
};

export const scoreNames = ['llm_analysis_score', 'llm_quality_score', 'llm_difficulty_score'] as const;
export type ScoreName = (typeof scoreNames)[number];

const signalRoom = 64;

export const emptyCohort = (values: (string | null)[]): Cohort => ({
  values, rows: 0, tiers: { high_precision: 0, watchlist: 0, none: 0 }, signals: new Map(), toolSuccess: 0, toolFail: 0,
  scores: { llm_analysis_score: { sum: 0, n: 0 }, llm_quality_score: { sum: 0, n: 0 }, llm_difficulty_score: { sum: 0, n: 0 } },
  tokens: createValueCounts(), latencyMs: createValueCounts(),
});

export function addToCohort(cohort: Cohort, { facts, tier, signals }: MarkedRow): void {
  cohort.rows += 1;
  cohort.tiers[tier] += 1;
  for (const { code } of signals) addCount(cohort.signals, code, 1, signalRoom);
  cohort.toolSuccess += facts.toolSuccess;
  cohort.toolFail += facts.toolFail;
  const scores = { llm_analysis_score: facts.analysis?.score, llm_quality_score: facts.quality?.score, llm_difficulty_score: facts.difficulty ?? undefined };
  for (const name of scoreNames) {
    const score = scores[name];
    if (score === undefined) continue;
    cohort.scores[name].sum += score;
    cohort.scores[name].n += 1;
  }
  if (facts.totalTokens !== null) addValue(cohort.tokens, facts.totalTokens);
  if (facts.latencyMs !== null) addValue(cohort.latencyMs, facts.latencyMs);
}

/** What the rest of its session adds to a row that was counted before. */
export function reopenInCohort(cohort: Cohort, from: Tier, to: Tier, added: readonly Signal[]): void {
  cohort.tiers[from] -= 1;
  cohort.tiers[to] += 1;
  for (const { code } of added) addCount(cohort.signals, code, 1, signalRoom);
}

export function mergeCohort(into: Cohort, more: Cohort): void {
  into.rows += more.rows;
  for (const tier of Object.keys(into.tiers) as Tier[]) into.tiers[tier] += more.tiers[tier];
  addCounts(into.signals, more.signals, signalRoom);
  into.toolSuccess += more.toolSuccess;
  into.toolFail += more.toolFail;
  for (const name of scoreNames) {
    into.scores[name].sum += more.scores[name].sum;
    into.scores[name].n += more.scores[name].n;
  }
  mergeValues(into.tokens, more.tokens);
  mergeValues(into.latencyMs, more.latencyMs);
}
