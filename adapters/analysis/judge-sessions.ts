import { readFileSync } from 'node:fs';
import type { SignalsConfig } from '../../core/signals/config.ts';
import { judgeSession } from '../../core/signals/session.ts';
import type { Tier } from '../../core/signals/tier.ts';
import { markOfSession } from './row-marks.ts';
import { readSessions } from './session-record.ts';

export type SessionCounts = { count: number; rows: number; tiers: Record<Tier, number> };
/** The verdicts on one part of the sessions: which rows, and what their marks gain. */
export type JudgedSessions = SessionCounts & { places: Uint32Array<ArrayBuffer>; marks: Uint8Array<ArrayBuffer> };

/** The rows of some sessions: those in a file, where there is one, then the others. */
export type SessionPart = { path: string | undefined; text: string };

/** Judges all sessions of one part. */
export function judgeSessions({ path, text }: SessionPart, config: SignalsConfig): JudgedSessions {
  const sessions = readSessions((path === undefined ? '' : readFileSync(path, 'utf8')) + text);
  const counts: SessionCounts = { count: sessions.size, rows: 0, tiers: { high_precision: 0, watchlist: 0, none: 0 } };
  for (const rows of sessions.values()) counts.rows += rows.length;
  const [places, marks] = [new Uint32Array(counts.rows), new Uint8Array(counts.rows)];
  let at = 0;
  for (const rows of sessions.values()) {
    const verdict = judgeSession(rows, config);
    counts.tiers[verdict.tier] += 1;
    for (const { row, ...said } of verdict.rows) {
      places[at] = row;
      marks[at++] = markOfSession(verdict.tier, said);
    }
  }
  return { ...counts, places, marks };
}
