import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { drawReplay, replayNeeded } from './replay.ts';
import { groupByIntent } from './row-order.ts';
import type { Sizing } from './sizing.ts';
import { keepEverything, sizeForTarget } from './sizing.ts';
import { spreadCopies } from './spread.ts';

export type SizedSet = {
  /** By name of the intent, rows in the order given. */
  buckets: { intent: string; rows: BalanceRow[] }[];
  /** In the order of `buckets`. */
  sizing: Sizing;
  /** By id of each row that was considered; 0 where its intent had no room. */
  copies: Map<string, number>;
};

/** Sizes a set of all the rows given, which come in a fixed order. */
export function sizeSet(rows: readonly BalanceRow[], config: BalanceConfig): SizedSet {
  const buckets = [...groupByIntent(rows)].map(([intent, rows]) => ({ intent, rows }));
  const available = buckets.map(({ rows }) => rows.length);
  const sizing: Sizing =
    buckets.length === 0
      ? { allocated: [], caps: [], floors: [], steps: [] }
      : config.target_size === undefined
        ? keepEverything(available, config)
        : sizeForTarget(available, config.target_size, config);
  const copies = new Map(
    buckets.flatMap(({ rows }, index) => [...spreadCopies(rows, sizing.allocated[index] ?? 0, config)]),
  );
  return { buckets, sizing, copies };
}

/** All new rows and as few old ones as keep the new at or below their highest share, copies included. */
export function sizeIncremental(usable: readonly BalanceRow[], config: BalanceConfig): SizedSet {
  const isNew = new Set(usable.filter((row) => row.origin === 'new').map((row) => row.id));
  const oldRows = usable.length - isNew.size;
  const highest = config.new_sample_ratio[1];
  let count = Math.min(oldRows, replayNeeded(isNew.size, highest));
  for (;;) {
    const drawn = drawReplay(usable, count, config.seed);
    const set = sizeSet(usable.filter((row) => isNew.has(row.id) || drawn.has(row.id)), config);
    let [fresh, old] = [0, 0];
    for (const [id, copies] of set.copies) {
      if (isNew.has(id)) fresh += copies;
      else old += copies;
    }
    const missing = replayNeeded(fresh, highest) - old;
    if (missing <= 0) return set;
    if (count === oldRows) {
      const step = `all ${oldRows} old rows are in, and the new ones still exceed their highest share of ${highest}`;
      return { ...set, sizing: { ...set.sizing, steps: [...set.sizing.steps, step] } };
    }
    // Floors copy new rows too, so the share can need more old rows than the first count. At least a
    // tenth more each time keeps the rounds few.
    count = Math.min(oldRows, count + Math.max(missing, Math.ceil(count / 10)));
  }
}
