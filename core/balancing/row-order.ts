import type { BalanceRow } from './plan.ts';

/** By code units: the same on every machine, unlike the order of a locale. */
export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export const byId = (one: BalanceRow, other: BalanceRow): number => byText(one.id, other.id);

/** Newest first, rows without a time last. */
export function byTime(one: BalanceRow, other: BalanceRow): number {
  const [first, second] = [one.at ?? -Infinity, other.at ?? -Infinity];
  return first === second ? 0 : second - first;
}

/** Newest first, then by id: a total order. */
export const byNewest = (one: BalanceRow, other: BalanceRow): number => byTime(one, other) || byId(one, other);

/** Rows by intent, intents in the order of their names, rows in the order given. */
export function groupByIntent(rows: readonly BalanceRow[]): Map<string, BalanceRow[]> {
  const groups = new Map<string, BalanceRow[]>();
  for (const row of rows) {
    const group = groups.get(row.intent);
    if (group) group.push(row);
    else groups.set(row.intent, [row]);
  }
  return new Map([...groups].sort(([one], [other]) => byText(one, other)));
}
