import type { BalanceRow } from './plan.ts';

/** Rows that never train since the suite has them, or will. */
export type ForSuite = {
  /** Confirmed bad cases. */
  cases: number;
  /** Others that share a user, a session or a question with what is held out. */
  beside: number;
};

/** What the splits keep from training for the sake of the suite: of these rows, as they are placed. */
export function forSuite(rows: readonly BalanceRow[]): ForSuite {
  const kept = rows.filter(({ side }) => side === 'test' || side === 'blocked');
  const cases = kept.filter(({ side, corrected }) => side === 'test' && corrected === true).length;
  return { cases, beside: kept.length - cases };
}
