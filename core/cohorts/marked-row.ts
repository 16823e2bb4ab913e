import type { Redaction } from '../privacy/redact-row.ts';
import type { SignalFacts } from '../signals/facts.ts';
import type { Signal } from '../signals/signal.ts';
import type { Tier } from '../signals/tier.ts';
import type { CohortField } from './cohort.ts';

/** What aggregates need to know of a row. */
export type MarkedRow = {
  facts: SignalFacts;
  signals: readonly Signal[];
  /** Codes that could have fired. */
  applicable: readonly string[];
  tier: Tier;
  groups: Record<CohortField, string | null>;
  promptTokens: number | null;
  completionTokens: number | null;
  turns: number | null;
  tools: readonly { tool: string; outcome: 'success' | 'fail' | 'unknown' }[];
  redactions: readonly Redaction[];
};
