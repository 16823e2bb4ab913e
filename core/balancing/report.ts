import { sentenceIn } from '../figures/sentence-in.ts';
import type { BalanceConfig } from './config.ts';
import { floorOf, maxCopiesOf } from './config.ts';
import { klDivergence, leastDivergence, totalVariation } from './distance.ts';
import { limitsOf } from './limits.ts';
import type { BalanceReport, BalanceRow, BucketReport, DropReason, PlannedRow } from './plan.ts';
import { dropReasons } from './plan.ts';
import { english } from './sentences/english.ts';
import type { UserCap } from './user-cap.ts';
import type { SizedSet } from './sized-set.ts';

export type Planned = {
  /** By id, as are `planned`; `usable` are places, `weights` go by place. */
  rows: readonly BalanceRow[];
  usable: readonly number[];
  weights: Float64Array;
  set: SizedSet;
  planned: readonly PlannedRow[];
  config: BalanceConfig;
  epochs: number;
  largestUser: UserCap['largest'];
};

/** Says what the set became, measured on the planned rows themselves rather than on what was aimed at. */
export function reportOf(plan: Planned): BalanceReport {
  const { rows, usable, set, planned, config, epochs } = plan;
  const { sizing, like } = set;
  const buckets = bucketReports(plan);
  const size = buckets.reduce((sum, { allocated }) => sum + allocated, 0);
  const { fresh } = set.shown;
  let distinctNew = 0;
  let [weight, squares] = [0, 0];
  for (const [place, row] of planned.entries()) {
    if (row.split !== 'train') continue;
    if (rows[place]!.origin === 'new') distinctNew += 1;
    weight += row.copies * row.weight;
    squares += (row.copies * row.weight) ** 2;
  }
  const allocated = buckets.map((bucket) => bucket.allocated);
  const newShare = size === 0 ? 0 : fresh / size;
  const exposures = distinctNew === 0 ? 0 : (fresh * epochs) / distinctNew;
  const count = (split: PlannedRow['split']): number => planned.reduce((sum, row) => sum + Number(row.split === split), 0);

  return {
    feasible: sizing.steps.length === 0,
    target: config.target_size ?? usable.length,
    size,
    steps: sizing.steps.map((step) => sentenceIn(english, step)),
    step_facts: sizing.steps,
    buckets,
    limits: limitsOf(plan, { buckets, size, newShare, exposures }),
    new_share: newShare,
    exposures,
    kl: klDivergence(allocated, like),
    kl_optimum: size === 0 ? null : leastDivergence(like, sizing.floors.map((floor, index) => Math.min(floor, allocated[index] ?? 0)), sizing.caps, size),
    tv: totalVariation(allocated, like),
    ess: squares === 0 ? 0 : weight ** 2 / squares,
    held_out: { val: count('val'), test: count('test') },
    dropped: countDropped(planned),
    needs: needsOf(buckets, config),
  };
}

/** One for each intent that has usable rows; all of an intent may have been deferred. */
function bucketReports({ rows, usable, set, config }: Planned): BucketReport[] {
  const available = new Map<string, number>();
  for (const place of usable) available.set(rows[place]!.intent, (available.get(rows[place]!.intent) ?? 0) + 1);
  return set.buckets.map(({ intent, members }, index): BucketReport => {
    let [allocated, distinct] = [0, 0];
    for (const member of members) {
      const copies = set.copies[member]!;
      allocated += copies;
      distinct += Number(copies > 0);
    }
    const rows = available.get(intent) ?? 0;
    const status = allocated < floorOf(config, intent) ? 'starved' : distinct < rows ? 'cut' : allocated > distinct ? 'copied' : 'kept';
    return { intent, available: rows, cap: set.sizing.caps[index] ?? 0, floor: set.sizing.floors[index] ?? 0, allocated, distinct, status };
  });
}

function countDropped(planned: readonly PlannedRow[]): Record<DropReason, number> {
  const dropped = Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;
  for (const { split, reason } of planned) if (split === 'dropped') dropped[reason as DropReason] += 1;
  return dropped;
}

/** Intents that not even copies lift to the floor, and the fewest further rows with which copies would. */
function needsOf(buckets: readonly BucketReport[], config: BalanceConfig): BalanceReport['needs'] {
  return buckets.flatMap(({ intent, available }) => {
    const rowsForFloor = Math.ceil(floorOf(config, intent) / maxCopiesOf(config, intent));
    return available < rowsForFloor ? [{ intent, more: rowsForFloor - available }] : [];
  });
}
