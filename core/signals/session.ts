import type { SignalsConfig } from './config.ts';
import { asksSame } from './repeat.ts';
import { worseTier, type Tier } from './tier.ts';

/** One row of a session, as small as what is asked of it. */
export type SessionRow = {
  /** Position in the input: the order where times are missing or equal. */
  row: number;
  /** Milliseconds since 1970, or null. */
  at: number | null;
  /** See `comparableQuestion`. */
  question: string;
  /** A question inside the row was asked again inside the row. */
  repeatsInside: boolean;
  endsOnError: boolean;
  tier: Tier;
  /** How many signals it has already. */
  signals: number;
};

export type SessionVerdict = { tier: Tier; rows: { row: number; askedAgain: boolean; endedOnError: boolean }[] };

/**
 * What the rows of one session say together: whose question the next turn repeats, whether the last one ended on an
 * error, and the worst tier of all, these signals counted in.
 */
export function judgeSession(rows: readonly SessionRow[], config: SignalsConfig): SessionVerdict {
  const timed = rows.every(({ at }) => at !== null);
  const ordered = rows.toSorted((one, other) => (timed ? (one.at ?? 0) - (other.at ?? 0) : 0) || one.row - other.row);
  let tier: Tier = 'none';
  const verdicts = ordered.map((row, place) => {
    const next = ordered[place + 1];
    // A row that holds the dialogue so far repeats what the rows before it showed: only a lone one speaks for itself.
    const askedAgain = next === undefined ? ordered.length === 1 && row.repeatsInside : asksSame(row.question, next.question, config.min_retry_similarity);
    const endedOnError = next === undefined && row.endsOnError;
    const more = Number(askedAgain && config.signal_on_retry) + Number(endedOnError && config.signal_on_abandonment);
    const raised = more > 0 && row.signals + more >= config.min_medium_signals_for_watchlist ? worseTier(row.tier, 'watchlist') : row.tier;
    tier = worseTier(tier, raised);
    return { row: row.row, askedAgain, endedOnError };
  });
  return { tier, rows: verdicts };
}
