import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { byTime } from './row-order.ts';
import { shuffled } from '../random/seeded-draw.ts';

/**
 * Copies of each row of one bucket, by id, so that they sum to `allocated` and differ by at most 1. What
 * cannot be shared evenly goes to the newest; among equally new rows the seed decides. An incremental set
 * prefers new rows to old ones. `rows` come in a fixed order.
 */
export function spreadCopies(rows: readonly BalanceRow[], allocated: number, config: BalanceConfig): Map<string, number> {
  const even = Math.floor(allocated / rows.length);
  const extra = allocated - even * rows.length;
  const intent = rows[0]?.intent ?? '';
  const preferred = shuffled(rows, config.seed, intent).sort(config.strategy === 'incremental' ? freshFirst : byTime);
  return new Map(preferred.map((row, index) => [row.id, even + (index < extra ? 1 : 0)]));
}

function freshFirst(one: BalanceRow, other: BalanceRow): number {
  return Number(other.origin === 'new') - Number(one.origin === 'new') || byTime(one, other);
}
