import type { SignalsConfig } from './config.ts';
import type { Signal } from './signal.ts';
import { familyOf } from './table/index.ts';

/** Strong suspicion, watch, unmarked. Worst first. */
export const tiers = ['high_precision', 'watchlist', 'none'] as const;
export type Tier = (typeof tiers)[number];

export const worseTier = (one: Tier, other: Tier): Tier => (tiers.indexOf(one) <= tiers.indexOf(other) ? one : other);

/**
 * How suspicious an interaction is. What a judge or a user said strongly decides alone; what only a tool said, or a
 * measurement, is worth a look. More evidence never lowers a tier.
 */
export function tierOf(signals: readonly Pick<Signal, 'code' | 'weight'>[], config: SignalsConfig): Tier {
  const high = signals.filter(({ weight }) => weight === 'high').map(({ code }) => familyOf(code));
  const trusted = high.some((family) => family === 'judge' || family === 'feedback' || (family === 'tool' && config.high_precision_on_tool_fail_alone));
  if (trusted) return 'high_precision';
  if (high.length > 0) return 'watchlist';
  return signals.length >= config.min_medium_signals_for_watchlist ? 'watchlist' : 'none';
}
