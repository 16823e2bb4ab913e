import type { BalanceConfig } from './config.ts';
import { maxCopiesOf } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { byPreference } from './preference.ts';
import type { Bucket } from './row-order.ts';
import { fillBuckets } from './water-filling.ts';

/**
 * Shares the `allocated` rows of one intent among its members and writes how often each is shown into `copies`,
 * by place. Equal weights: they differ by at most 1, and what cannot be shared evenly goes to the preferred.
 * Else in proportion to the weights up to the most copies, whole by largest remainder.
 */
export function spreadCopies(
  rows: readonly BalanceRow[],
  { intent, members }: Bucket,
  allocated: number,
  weights: Float64Array,
  config: BalanceConfig,
  copies: Int32Array,
): void {
  const even = Math.floor(allocated / members.length);
  const extra = allocated - even * members.length;
  const first = weights[members[0] ?? 0];
  if (members.every((member) => weights[member] === first)) {
    for (const member of members) copies[member] = even;
    if (extra > 0) for (const member of byPreference(rows, members, config).slice(0, extra)) copies[member] = even + 1;
    return;
  }
  const preferred = byPreference(rows, members, config);
  const most = Math.max(maxCopiesOf(config, intent), Math.ceil(allocated / members.length));
  const limits = { available: preferred.map(() => 1), copies: preferred.map(() => most), maxShare: 1, floors: preferred.map(() => 0) };
  const shown = fillBuckets(limits, allocated, preferred.map((member) => weights[member]!));
  for (const [index, member] of preferred.entries()) copies[member] = shown[index]!;
}
