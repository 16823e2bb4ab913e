import type { Language } from '../signals/reason-text.ts';
import type { Evidence, SignalRole, SignalWeight } from '../signals/signal.ts';
import type { Tier } from '../signals/tier.ts';
import type { Share } from '../figures/share.ts';

/** The model, date or tool that stands for all those beyond what was counted one by one. */
export const otherName = '(other)';

/**
 * What the report of an analysis shows: aggregates of bounded size and at most thirty cases, all redacted.
 * Lists may have any length and order: the report sorts them, cuts them and says how many it left out.
 */
export type AnalysisReportInput = {
  language: Language;
  /** RFC 3339; shown as it is. */
  createdAt: string;
  /** One per file, or `-` for standard input. */
  sources: readonly { name: string; rows: number; rejected: number }[];
  /** Accepted rows. */
  rows: number;
  rejected: number;
  rejectReasons: readonly { reason: string; count: number }[];
  /** Wall time of the analysis; null leaves it out. */
  seconds: number | null;
  tiers: Record<Tier, Share>;
  /** Sessions by their worst tier; null where no row names a session. */
  sessions: { count: number; tiers: Record<Tier, Share> } | null;
  signals: readonly SignalFigures[];
  cohorts: readonly CohortFigures[];
  distributions: readonly Distribution[];
  tools: readonly ToolFigures[];
  redactions: readonly { category: string; count: number; rows: number; fields: readonly { field: string; count: number }[] }[];
  /** Diverse: one for each kind of trouble before a second of any. Worst first. */
  worst: readonly WorstCase[];
};

export type SignalFigures = {
  code: string;
  role: SignalRole;
  /** Of the rows on which the signal could fire: those that have the fields it reads. */
  share: Share;
  /** How many of them weigh high. */
  high: number;
};

/** One model on one date bucket (`pt`, else the day of the row). */
export type CohortFigures = {
  model: string | null;
  date: string | null;
  rows: number;
  highPrecision: Share;
  watchlist: Share;
  /** Both tiers together. */
  suspicious: Share;
  /** Failed among tool results known to have failed or succeeded. */
  toolFailures: Share;
  tokens: Quantiles | null;
  latencyMs: Quantiles | null;
  /** Codes, most frequent first. */
  topSignals: readonly string[];
};

export type Quantiles = { p50: number; p90: number };

export type Distribution = {
  measure: 'total_tokens' | 'prompt_tokens' | 'completion_tokens' | 'latency_ms' | 'turns' | 'perplexity';
  /** Rows that have the measure; `missing` have not. */
  count: number;
  missing: number;
  quantiles: { p50: number; p90: number; p95: number; max: number } | null;
  /** Ascending, equally wide on `scale`, without gaps. On a log scale a first bin from 0 holds what is below the second. */
  bins: readonly { from: number; to: number; count: number }[];
  scale: 'linear' | 'log';
  /** Where a signal begins to fire. `model` null: the default for all models. */
  thresholds: readonly { value: number; model: string | null; source: 'calibrated' | 'configured' }[];
};

export type ToolFigures = {
  name: string;
  success: number;
  fail: number;
  unknown: number;
  /** Failed among success + fail. */
  failures: Share;
};

export type WorstCase = {
  source: string;
  line: number;
  id: string | null;
  tier: Tier;
  model: string | null;
  date: string | null;
  signals: readonly { code: string; weight: SignalWeight; evidence: readonly Evidence[] }[];
  /** What a language model wrote about it; null without. */
  headline: string | null;
  excerpt: readonly { role: 'system' | 'user' | 'assistant' | 'tool'; text: string }[];
  /** How many more rows fired the same signals on the same model. */
  similar: number;
};
