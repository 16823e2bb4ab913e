import type { BalanceConfig } from './config.ts';
import type { BalanceReport, BalanceRow, BucketReport, DropReason, LimitReport, PlannedRow } from './plan.ts';
import type { SizedSet } from './sized-set.ts';

/** Says what the set became, measured on the planned rows themselves rather than on what was aimed at. */
export function reportOf(
  usable: readonly BalanceRow[],
  { buckets, sizing, copies }: SizedSet,
  planned: readonly PlannedRow[],
  config: BalanceConfig,
): BalanceReport {
  const bucketReports = buckets.map(({ intent, rows }, index): BucketReport => {
    const shown = rows.map((row) => copies.get(row.id) ?? 0);
    const allocated = shown.reduce((sum, count) => sum + count, 0);
    const distinct = shown.filter((count) => count > 0).length;
    const available = rows.length;
    return {
      intent,
      available,
      cap: sizing.caps[index] ?? 0,
      floor: sizing.floors[index] ?? 0,
      allocated,
      distinct,
      status: statusOf({ available, allocated, distinct }, config.intent_min_samples),
    };
  });
  const size = bucketReports.reduce((sum, { allocated }) => sum + allocated, 0);
  const fresh = usable.reduce((sum, row) => sum + (row.origin === 'new' ? (copies.get(row.id) ?? 0) : 0), 0);
  const newShare = size === 0 ? 0 : fresh / size;
  const mostCopies = planned.reduce((most, row) => Math.max(most, row.copies), 0);

  return {
    feasible: sizing.steps.length === 0,
    target: config.target_size ?? buckets.reduce((sum, { rows }) => sum + rows.length, 0),
    size,
    steps: sizing.steps,
    buckets: bucketReports,
    limits: limitsOf(bucketReports, { size, newShare, mostCopies }, config),
    new_share: newShare,
    dropped: countDropped(planned),
    needs: needsOf(bucketReports, config),
  };
}

function statusOf(
  { available, allocated, distinct }: { available: number; allocated: number; distinct: number },
  floor: number,
): BucketReport['status'] {
  if (allocated < floor) return 'starved';
  if (distinct < available) return 'cut';
  return allocated > distinct ? 'copied' : 'kept';
}

function limitsOf(
  buckets: readonly BucketReport[],
  { size, newShare, mostCopies }: { size: number; newShare: number; mostCopies: number },
  config: BalanceConfig,
): LimitReport[] {
  const rows = buckets.map(({ allocated }) => allocated);
  const most = rows.reduce((larger, count) => Math.max(larger, count), 0);
  const least = rows.length === 0 ? 0 : rows.reduce((smaller, count) => Math.min(smaller, count), Infinity);
  const limits: LimitReport[] = [];
  if (config.target_size !== undefined) {
    limits.push({ name: 'target_size', limit: config.target_size, observed: size, holds: size === config.target_size });
  }
  limits.push(
    {
      name: 'intent_max_ratio',
      limit: config.intent_max_ratio,
      observed: size === 0 ? 0 : most / size,
      // On the whole numbers, not on the quotient: the share of 1 of 5 rows is not above .2.
      holds: most <= Math.floor(config.intent_max_ratio * size + 1e-9),
    },
    {
      name: 'intent_min_samples',
      limit: config.intent_min_samples,
      observed: least,
      holds: rows.length === 0 || least >= config.intent_min_samples,
    },
    { name: 'max_copies', limit: config.max_copies, observed: mostCopies, holds: mostCopies <= config.max_copies },
  );
  if (config.strategy === 'incremental' && size > 0) {
    const [low, high] = config.new_sample_ratio;
    limits.push(
      { name: 'new_sample_ratio_low', limit: low, observed: newShare, holds: newShare >= low - 1e-9 },
      { name: 'new_sample_ratio_high', limit: high, observed: newShare, holds: newShare <= high + 1e-9 },
    );
  }
  return limits;
}

function countDropped(planned: readonly PlannedRow[]): Record<DropReason, number> {
  const dropped: Record<DropReason, number> = { leak: 0, conflict: 0, duplicate: 0, deferred: 0, cap: 0 };
  for (const { reason } of planned) if (reason !== 'kept' && reason !== 'copied') dropped[reason] += 1;
  return dropped;
}

/** Intents that not even copies lift to the floor, and the fewest further rows with which copies would. */
function needsOf(buckets: readonly BucketReport[], config: BalanceConfig): BalanceReport['needs'] {
  const rowsForFloor = Math.ceil(config.intent_min_samples / config.max_copies);
  return buckets
    .filter(({ available }) => available < rowsForFloor)
    .map(({ intent, available }) => ({ intent, more: rowsForFloor - available }));
}
