import { compareText } from '../order/compare-text.ts';
import type { BalanceRow } from './plan.ts';

export const byId = (one: Pick<BalanceRow, 'id'>, other: Pick<BalanceRow, 'id'>): number => compareText(one.id, other.id);

/** Newest first, rows without a time last. */
export function byTime(one: BalanceRow, other: BalanceRow): number {
  const [first, second] = [one.at ?? -Infinity, other.at ?? -Infinity];
  return first === second ? 0 : second - first;
}

/** Newest first, then by id: a total order. */
export const byNewest = (one: BalanceRow, other: BalanceRow): number => byTime(one, other) || byId(one, other);

/** Rows of one intent, as places in the list of all rows. */
export type Bucket = { intent: string; members: number[] };

/** `members` by intent, intents in the order of their names, members in the order given. */
export function bucketsOf(rows: readonly Pick<BalanceRow, 'intent'>[], members: Iterable<number>): Bucket[] {
  const groups = new Map<string, number[]>();
  for (const member of members) {
    const { intent } = rows[member]!;
    const group = groups.get(intent);
    if (group) group.push(member);
    else groups.set(intent, [member]);
  }
  return [...groups].sort(([one], [other]) => compareText(one, other)).map(([intent, members]) => ({ intent, members }));
}
