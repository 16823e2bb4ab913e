import type { Judgement } from '../../core/annotation/judgement.ts';
import type { Database } from './database.ts';

export type NewAnnotation = {
  cycleId: string;
  interactionId: number;
  judge: string;
  /** Of its record: see `judgeRecord`. */
  judgeId: string;
  promptVersion: string;
  /** `unparsable`: `raw` holds what was said; `refused`: the provider would not have this text; `unavailable`: it failed on this one only. */
  status: 'ok' | 'unparsable' | 'refused' | 'unavailable';
  /** Null unless `ok`. */
  judgement: Judgement | null;
  raw: string | null;
  /** What was wrong with an answer; quotes nothing of it. */
  fault: string | null;
  repaired: boolean;
};

/**
 * Stores a verdict, or why there is none; the first one of a cycle stays. A cycle that does not hold the interaction any more stores nothing:
 * feedback has come since it was read, or what was read is erased, and the next cycle has it judged as it is by then.
 *
 * @returns whether it was stored
 */
export async function storeAnnotation(db: Database, annotation: NewAnnotation): Promise<boolean> {
  const { judgement } = annotation;
  const { rowCount } = await db.query(
    `insert into annotations (interaction_id, cycle_id, judge, prompt_version, status, verdict, error_type, severity, intent, corrected_reply, confidence, raw, judgement, repaired, fault, judge_id)
     select id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15, $16 from (select id from interactions where id = $1 and cycle_id = $2 for no key update) held
     on conflict (cycle_id, interaction_id) do nothing`,
    [
      annotation.interactionId, annotation.cycleId, annotation.judge, annotation.promptVersion, annotation.status,
      judgement?.verdict, judgement?.errorType, judgement?.severity, judgement?.intent, judgement?.correctedReply, judgement?.confidence,
      annotation.raw, judgement && JSON.stringify(withoutEvidence(judgement)), annotation.repaired, annotation.fault, annotation.judgeId,
    ],
  );
  return rowCount === 1;
}

/** The value of personal data is never stored with what was said about it. */
const withoutEvidence = (judgement: Judgement) => ({ ...judgement, pii: judgement.pii.map(({ field, category }) => ({ field, category })) });

export async function countAnnotations(db: Database, cycleId: string, batch?: number): Promise<{ annotated: number; failed: number; bad: number }> {
  const { rows } = await db.query<{ annotated: number; failed: number; bad: number }>(
    `select count(*) filter (where a.status = 'ok')::int as annotated, count(*) filter (where a.status <> 'ok')::int as failed,
       count(*) filter (where a.verdict = 'bad')::int as bad
     from annotations a join annotation_plan p on p.cycle_id is not distinct from a.cycle_id and p.interaction_id = a.interaction_id
     where a.cycle_id = $1 and ($2::int is null or p.batch = $2)`,
    [cycleId, batch ?? null],
  );
  return rows[0] ?? { annotated: 0, failed: 0, bad: 0 };
}
