import type { BalanceRow } from './plan.ts';
import { groupByIntent } from './row-order.ts';
import { reservoir } from '../random/seeded-draw.ts';
import { fillBuckets } from './water-filling.ts';

/** Old rows needed beside `fresh` new ones so that the new are at most `highest` (a share) of all. */
export function replayNeeded(fresh: number, highest: number): number {
  if (fresh === 0) return 0;
  return highest === 0 ? Infinity : Math.max(0, Math.ceil((fresh * (1 - highest)) / highest - 1e-9));
}

/**
 * Draws `count` of the old rows, or all where there are fewer: the intents with the fewest rows, new ones
 * included, are filled up first, since they are forgotten first; within an intent by a seeded reservoir.
 * `rows` are new and old ones in a fixed order; returns the ids drawn.
 */
export function drawReplay(rows: readonly BalanceRow[], count: number, seed: number): Set<string> {
  const intents = [...groupByIntent(rows)].map(([intent, group]) => ({
    intent,
    size: group.length,
    old: group.filter((row) => row.origin === 'replay'),
  }));
  const oldRows = intents.reduce((sum, { old }) => sum + old.length, 0);
  const freshRows = rows.length - oldRows;
  const sizes = fillBuckets(
    {
      available: intents.map(({ size }) => size),
      copies: 1,
      maxShare: 1,
      floors: intents.map(({ size, old }) => size - old.length),
    },
    freshRows + Math.min(count, oldRows),
    intents.map(() => 1),
  );
  const drawn = intents.flatMap(({ intent, size, old }, index) =>
    reservoir(old, (sizes[index] ?? 0) - (size - old.length), seed, intent),
  );
  return new Set(drawn.map((row) => row.id));
}
