import { hash } from 'node:crypto';
import { declaredIds } from '../../core/privacy/declared-ids.ts';
import type { AnalyzedRow } from '../../core/analysis/row.ts';
import { comparableQuestion } from '../../core/signals/repeat.ts';
import { endsOnError } from '../../core/signals/row-facts.ts';
import type { SessionRow } from '../../core/signals/session.ts';
import { tiers } from '../../core/signals/tier.ts';
import type { MarkedRow } from '../../core/cohorts/marked-row.ts';

/** Sessions may be any number and lie anywhere in the input: they are split by their hash into so many parts. */
export const sessionParts = 256;

/** A row of a session as it lies on the disk, one line of JSON. */
type Written = [session: string, row: number, at: number | null, question: string, repeatsInside: 0 | 1, endsOnError: 0 | 1, tier: number, signals: number];

/** What redaction left of an id: the sessions of rows that were analyzed before cannot be told apart any more. */
const placeholder = /^\[[A-Z][A-Z_\d]*\]$/;

/** A hash of the session's id, which itself is personal data; undefined where the row names none. */
export function createSessionReader(): (raw: unknown) => string | undefined {
  // The rows of a session mostly follow one another.
  let last = { id: '', hashed: '' };
  return (raw) => {
    const { session } = declaredIds(raw as Record<string, unknown>);
    if (session === undefined || session.trim() === '' || placeholder.test(session)) return undefined;
    if (session !== last.id) last = { id: session, hashed: hash('sha256', session, 'hex').slice(0, 24) };
    return last.hashed;
  };
}

export const partOf = (session: string): number => Number.parseInt(session.slice(0, 4), 16) % sessionParts;

/** What the session will be judged by; `row` counts within the block. */
export function writeSessionRow(session: string, analyzed: AnalyzedRow, marked: MarkedRow & { repeatsInside: boolean }, row: number): string {
  const at = analyzed.meta['agent_at'];
  const written: Written = [
    session, row, typeof at === 'string' ? Date.parse(at) : null, comparableQuestion(analyzed.query),
    marked.repeatsInside ? 1 : 0, endsOnError(analyzed) ? 1 : 0, tiers.indexOf(marked.tier), marked.signals.length,
  ];
  return `${JSON.stringify(written)}\n`;
}

/** The sessions of a part. A line that is a number is what to add to the rows' numbers below it. */
export function readSessions(text: string): Map<string, SessionRow[]> {
  const sessions = new Map<string, SessionRow[]>();
  let base = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end);
    start = end + 1;
    if (!line.startsWith('[')) {
      base = Number(line);
      continue;
    }
    const [session, row, at, question, repeats, ends, tier, signals] = JSON.parse(line) as Written;
    const read: SessionRow = { row: base + row, at, question, repeatsInside: repeats === 1, endsOnError: ends === 1, tier: tiers[tier]!, signals };
    const rows = sessions.get(session);
    if (rows === undefined) sessions.set(session, [read]);
    else rows.push(read);
  }
  return sessions;
}
