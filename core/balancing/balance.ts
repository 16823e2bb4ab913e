import { InputError } from '../errors/input-error.ts';
import type { BalanceConfig } from './config.ts';
import { setAside } from './duplicates.ts';
import type { BalancePlan, BalanceRow, DropReason, PlannedRow } from './plan.ts';
import { reportOf } from './report.ts';
import { byId } from './row-order.ts';
import { sizeIncremental, sizeSet } from './sized-set.ts';

/**
 * Plans a training set: which rows train and how often each is shown. Suite questions, disagreements and
 * repetitions are set aside; then every intent gets its share within the configured limits, and what had to
 * give way is said in the report. Shares and sizes count rows of the set, copies included. Deterministic:
 * the same rows in any order and the same configuration give the same plan. O(n log n).
 * @param blocked fingerprints of the suite's cases, which must never train
 * @throws InputError where an id stands twice
 */
export function balance(
  rows: readonly BalanceRow[],
  config: BalanceConfig,
  blocked: ReadonlySet<string> = new Set(),
): BalancePlan {
  const ordered = [...rows].sort(byId);
  assertDistinctIds(ordered);
  const { usable, dropped } = setAside(ordered, blocked);
  const set = config.strategy === 'incremental' ? sizeIncremental(usable, config) : sizeSet(usable, config);

  const fullBuckets = new Set(
    set.buckets.flatMap(({ intent }, index) => (set.sizing.allocated[index] === set.sizing.caps[index] ? [intent] : [])),
  );
  const reasonOut = (row: BalanceRow): DropReason =>
    dropped.get(row.id) ?? (set.copies.has(row.id) && fullBuckets.has(row.intent) ? 'cap' : 'deferred');
  const planned = ordered.map((row): PlannedRow => {
    const copies = set.copies.get(row.id) ?? 0;
    if (copies === 0) return { id: row.id, split: 'dropped', copies: 0, weight: 0, reason: reasonOut(row) };
    return { id: row.id, split: 'train', copies, weight: 1, reason: copies > 1 ? 'copied' : 'kept' };
  });
  return { rows: planned, report: reportOf(usable, set, planned, config) };
}

function assertDistinctIds(ordered: readonly BalanceRow[]): void {
  const twice = ordered.find((row, index) => index > 0 && ordered[index - 1]?.id === row.id);
  if (twice) throw new InputError({ field: 'id', found: `${twice.id.slice(0, 80)} twice`, expected: 'an id of its own for each row' });
}
