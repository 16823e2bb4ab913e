import { hash } from 'node:crypto';
import { declaredIds } from '../../core/analysis/declared-ids.ts';
import type { AnalyzedRow } from '../../core/analysis/row.ts';
import { comparableQuestion } from '../../core/signals/repeat.ts';
import { endsOnError } from '../../core/signals/row-facts.ts';
import type { SessionRow } from '../../core/signals/session.ts';
import type { MarkedRow } from '../../core/cohorts/marked-row.ts';

/** A hash of the session's id, which itself is personal data; undefined where the row names none. */
export function sessionOf(raw: unknown): string | undefined {
  const { session } = declaredIds(raw as Record<string, unknown>);
  return session === undefined || session.trim() === '' ? undefined : hash('sha256', session, 'hex').slice(0, 24);
}

/** What the session will be judged by; `row` counts within the block. */
export function sessionRowOf(analyzed: AnalyzedRow, marked: MarkedRow & { repeatsInside: boolean }, row: number): SessionRow {
  const at = analyzed.meta['agent_at'];
  return {
    row,
    at: typeof at === 'string' ? Date.parse(at) : null,
    question: comparableQuestion(analyzed.query),
    repeatsInside: marked.repeatsInside,
    endsOnError: endsOnError(analyzed),
    tier: marked.tier,
    signals: marked.signals.length,
  };
}
