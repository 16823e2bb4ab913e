import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignalsConfig } from '../../core/signals/config.ts';
import { judgeSession, type SessionRow } from '../../core/signals/session.ts';
import type { Tier } from '../../core/signals/tier.ts';
import type { RowMarks } from './row-marks.ts';

/** Sessions may be any number and lie anywhere in the input: they are split by their hash, and one part at a time is judged. */
const parts = 64;
const heldChars = 16 * 1024 * 1024;

export type SessionCounts = { count: number; rows: number; tiers: Record<Tier, number> };

/** Collects the rows of sessions, on disk beyond what is quickly held. */
export function createSessionSpool(folder: string) {
  let held = Array.from({ length: parts }, () => [] as string[]);
  let chars = 0;
  const spilled = new Set<number>();
  const fileOf = (part: number): string => join(folder, `sessions-${part}.jsonl`);

  return {
    /** @param base what to add to the rows' numbers */
    async add(rows: readonly (SessionRow & { session: string })[], base: number): Promise<void> {
      for (const row of rows) {
        const line = `${JSON.stringify({ ...row, row: row.row + base })}\n`;
        held[Number.parseInt(row.session.slice(0, 4), 16) % parts]!.push(line);
        chars += line.length;
      }
      if (chars < heldChars) return;
      for (const [part, lines] of held.entries()) {
        if (lines.length === 0) continue;
        await appendFile(fileOf(part), lines.join(''));
        spilled.add(part);
      }
      held = Array.from({ length: parts }, () => []);
      chars = 0;
    },

    /** Judges every session and marks its rows. */
    async judge(marks: RowMarks, config: SignalsConfig): Promise<SessionCounts> {
      const counts: SessionCounts = { count: 0, rows: 0, tiers: { high_precision: 0, watchlist: 0, none: 0 } };
      for (const [part, lines] of held.entries()) {
        const text = (spilled.has(part) ? await readFile(fileOf(part), 'utf8') : '') + lines.join('');
        for (const rows of bySession(text).values()) {
          const verdict = judgeSession(rows, config);
          counts.count += 1;
          counts.rows += rows.length;
          counts.tiers[verdict.tier] += 1;
          for (const { row, ...said } of verdict.rows) marks.addSession(row, verdict.tier, said);
        }
      }
      return counts;
    },
  };
}

function bySession(text: string): Map<string, SessionRow[]> {
  const sessions = new Map<string, SessionRow[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const { session, ...row } = JSON.parse(line) as SessionRow & { session: string };
    const rows = sessions.get(session);
    if (rows === undefined) sessions.set(session, [row]);
    else rows.push(row);
  }
  return sessions;
}
