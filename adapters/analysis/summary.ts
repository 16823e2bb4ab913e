import { compareText } from '../../core/order/compare-text.ts';
import type { Tally } from '../../core/cohorts/tally.ts';
import type { Tier } from '../../core/signals/tier.ts';

/** `summary.json`. */
export type Summary = {
  /** Accepted. */
  rows: number;
  rejected: number;
  tiers: Record<Tier, number>;
  signals: Record<string, number>;
  redactions: Record<string, number>;
  seconds: number;
  rows_per_second: number;
};

export function summaryOf(tally: Tally, sources: readonly { rejected: number }[], seconds: number): Summary {
  return {
    rows: tally.rows,
    rejected: sources.reduce((sum, { rejected }) => sum + rejected, 0),
    tiers: tally.tiers,
    signals: byCount([...tally.signals].map(([code, { fired }]) => [code, fired])),
    redactions: byCount([...tally.redactions].map(([category, { count }]) => [category, count])),
    seconds: Math.round(seconds * 1_000) / 1_000,
    rows_per_second: Math.round(tally.rows / Math.max(seconds, 0.001)),
  };
}

/** Most frequent first; what never happened is left out. */
const byCount = (counts: [string, number][]): Record<string, number> =>
  Object.fromEntries(counts.filter(([, count]) => count > 0).sort(([one, most], [other, more]) => more - most || compareText(one, other)));
