import { shuffled } from '../random/seeded-draw.ts';
import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { byTime } from './row-order.ts';

/**
 * The members of one intent in the order in which they are given up last: the newest of every cell of similar
 * texts, then the second newest of each, and so on: the recent and the diverse, not the first. Paraphrases come
 * after rows that users wrote; an incremental set puts new rows before old ones. The seed decides among equals.
 */
export function byPreference(rows: readonly BalanceRow[], members: readonly number[], config: BalanceConfig): number[] {
  const intent = members.length === 0 ? '' : rows[members[0]!]!.intent;
  const tier = (row: BalanceRow): number => Number(row.paraphraseOf !== undefined) * 2 + Number(config.strategy === 'incremental' && row.origin === 'replay');
  const recent = shuffled(members, config.seed, intent).sort((one, other) => tier(rows[one]!) - tier(rows[other]!) || byTime(rows[one]!, rows[other]!));
  const seen = new Map<string, number>();
  const rounds = new Map<number, number>();
  for (const member of recent) {
    const row = rows[member]!;
    if (row.cell === undefined) continue;
    const cell = `${tier(row)} ${row.cell}`;
    const round = seen.get(cell) ?? 0;
    seen.set(cell, round + 1);
    rounds.set(member, round);
  }
  if (rounds.size === 0) return recent;
  // Sorting is stable: within a round the order of age stays.
  return recent.sort((one, other) => tier(rows[one]!) - tier(rows[other]!) || (rounds.get(one) ?? 0) - (rounds.get(other) ?? 0));
}
