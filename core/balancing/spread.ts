import type { BalanceConfig } from './config.ts';
import { maxCopiesOf } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { byPreference } from './preference.ts';
import type { Bucket } from './row-order.ts';
import { fillBuckets } from './water-filling.ts';

/**
 * Shares the `allocated` rows of one intent among its members and writes how often each is shown into `copies`,
 * by place. Members of equal weight differ by at most 1, and what cannot be shared evenly goes to the preferred.
 * Each weight gets its part in proportion up to the most copies, whole by largest remainder.
 */
export function spreadCopies(
  rows: readonly BalanceRow[],
  { intent, members }: Bucket,
  allocated: number,
  weights: Float64Array,
  config: BalanceConfig,
  copies: Int32Array,
): void {
  const first = weights[members[0] ?? 0];
  const ofWeight = members.every((member) => weights[member] === first) ? [members] : [...Map.groupBy(members, (member) => weights[member]).values()];
  const most = Math.max(maxCopiesOf(config, intent), Math.ceil(allocated / members.length));
  const parts =
    ofWeight.length === 1
      ? [allocated]
      : fillBuckets(
          { available: ofWeight.map((group) => group.length), copies: ofWeight.map(() => most), maxShare: 1, floors: ofWeight.map(() => 0) },
          allocated,
          ofWeight.map((group) => group.length * weights[group[0]!]!),
        );
  for (const [index, group] of ofWeight.entries()) {
    const even = Math.floor(parts[index]! / group.length);
    const extra = parts[index]! - even * group.length;
    for (const member of group) copies[member] = even;
    if (extra > 0) for (const member of byPreference(rows, group, config).slice(0, extra)) copies[member] = even + 1;
  }
}
