import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JudgedSessions, SessionCounts, SessionPart } from './judge-sessions.ts';
import type { RowMarks } from './row-marks.ts';
import { sessionParts } from './session-record.ts';

const heldChars = 8 * 1024 * 1024;

/** Collects the rows of sessions in parts, on disk beyond what is quickly held. */
export function createSessionSpool(folder: string) {
  let held = Array.from({ length: sessionParts }, () => [] as string[]);
  let chars = 0;
  const spilled = new Set<number>();
  const fileOf = (part: number): string => join(folder, `sessions-${part}.jsonl`);

  return {
    /**
     * @param lines of each part the rows, as `writeSessionRow` writes them
     * @param base what to add to the rows' numbers
     */
    async add(lines: ReadonlyMap<number, string>, base: number): Promise<void> {
      for (const [part, text] of lines) {
        held[part]!.push(`${base}\n${text}`);
        chars += text.length;
      }
      if (chars < heldChars) return;
      for (const [part, texts] of held.entries()) {
        if (texts.length === 0) continue;
        await appendFile(fileOf(part), texts.join(''));
        spilled.add(part);
      }
      held = Array.from({ length: sessionParts }, () => []);
      chars = 0;
    },

    /** Has every part judged, `ahead` at once, and marks its rows. */
    async judge(marks: RowMarks, judge: (part: SessionPart) => Promise<JudgedSessions>, ahead: number): Promise<SessionCounts> {
      const counts: SessionCounts = { count: 0, rows: 0, tiers: { high_precision: 0, watchlist: 0, none: 0 } };
      const parts = held.entries();
      const lane = async (): Promise<void> => {
        for (const [part, texts] of parts) {
          const path = spilled.has(part) ? fileOf(part) : undefined;
          if (path === undefined && texts.length === 0) continue;
          const judged = await judge({ path, text: texts.join('') });
          counts.count += judged.count;
          counts.rows += judged.rows;
          for (const tier of Object.keys(counts.tiers) as (keyof typeof counts.tiers)[]) counts.tiers[tier] += judged.tiers[tier];
          marks.addSessions(judged.places, judged.marks);
        }
      };
      await Promise.all(Array.from({ length: ahead }, lane));
      return counts;
    },
  };
}
