import type { BalanceRow, DropReason } from './plan.ts';
import { byNewest } from './row-order.ts';

export type SetAside = {
  /** Rows that may train, in the order given. */
  usable: BalanceRow[];
  /** Why each other row may not, by id. */
  dropped: Map<string, DropReason>;
};

/**
 * Sets aside what must not train: a question that the suite holds (`leak`), a question whose rows disagree
 * on the reply (`conflict`, all of them: nobody knows which is right), and repetitions (`duplicate`: the
 * newest stays, of equally new ones the one with the smallest id). Rows without a fingerprint pass.
 */
export function setAside(rows: readonly BalanceRow[], blocked: ReadonlySet<string>): SetAside {
  const dropped = new Map<string, DropReason>();
  const byQuestion = new Map<string, BalanceRow[]>();
  for (const row of rows) {
    if (row.fingerprint === undefined) continue;
    if (blocked.has(row.fingerprint)) {
      dropped.set(row.id, 'leak');
      continue;
    }
    const asked = byQuestion.get(row.fingerprint);
    if (asked) asked.push(row);
    else byQuestion.set(row.fingerprint, [row]);
  }

  for (const asked of byQuestion.values()) {
    if (asked.length === 1) continue;
    const reply = asked[0]?.reply;
    if (asked.some((row) => row.reply !== reply)) {
      for (const row of asked) dropped.set(row.id, 'conflict');
    } else {
      const kept = asked.reduce((best, row) => (byNewest(row, best) < 0 ? row : best));
      for (const row of asked) if (row !== kept) dropped.set(row.id, 'duplicate');
    }
  }
  return { usable: rows.filter((row) => !dropped.has(row.id)), dropped };
}
