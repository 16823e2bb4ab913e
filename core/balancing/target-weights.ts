import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import type { Bucket } from './row-order.ts';

/**
 * What the intents of a set shall look like, by bucket, in any unit. `production`: the configured shares, else the
 * rows that trained before (an intent that none of them has counts as one row; without any, the rows there are).
 * `uniform`: all the same. `temperature`: rows to a power between 0 and 1.
 */
export function targetWeights(rows: readonly BalanceRow[], buckets: readonly Bucket[], config: BalanceConfig): number[] {
  const { like, production, temperature } = config;
  if (like === 'uniform') return buckets.map(() => 1);
  if (like === 'temperature') return buckets.map(({ members }) => members.length ** temperature);
  if (Object.keys(production).length > 0) return buckets.map(({ intent }) => production[intent] ?? 0);
  const old = buckets.map(({ members }) => members.reduce((count, member) => count + Number(rows[member]!.origin === 'replay'), 0));
  return old.some((count) => count > 0) ? old.map((count) => Math.max(1, count)) : buckets.map(({ members }) => members.length);
}
