import type { Judgement } from '../../core/annotation/judgement.ts';
import type { PlanInput, PlannedInteraction } from '../../core/annotation/plan.ts';
import type { Message } from '../../core/interaction/message.ts';
import { inTransaction, type Database, type Pool } from './database.ts';
import { addToLedger, type LedgerEntry } from './ledger.ts';

/** Claimed interactions that are worth a judge: those without a verdict since their latest feedback. */
export async function annotatable(db: Database, cycleId: string): Promise<PlanInput[]> {
  const { rows } = await db.query<PlanInput>(
    `select i.id, i.margin, r.rating, exists (select 1 from signals s where s.interaction_id = i.id) as suspicious
     from interactions i
     left join lateral (select rating from feedback f where f.interaction_id = i.id and rating is not null order by f.at desc, f.id desc limit 1) r on true
     where i.cycle_id = $1 and not exists (
       select 1 from annotations a where a.interaction_id = i.id and a.status = 'ok' and a.cycle_id <> $1
         and a.created_at >= coalesce((select max(received_at) from feedback f where f.interaction_id = i.id), '-infinity'))
     order by i.id`,
    [cycleId],
  );
  return rows;
}

/** Stores the plan once: a second attempt finds and keeps the first one. Returns the number of batches and of planned rows. */
export async function storePlan(pool: Pool, cycleId: string, plan: readonly PlannedInteraction[], batchSize: number): Promise<{ batches: number; planned: number }> {
  return inTransaction(pool, async (db) => {
    await db.query('select 1 from cycles where id = $1 for update', [cycleId]);
    const rows = plan.map(({ id, reason }, position) => ({ id, reason, batch: Math.floor(position / batchSize) }));
    await db.query(
      `insert into annotation_plan (cycle_id, interaction_id, batch, reason)
       select $1, id, batch, reason from jsonb_to_recordset($2::jsonb) as row(id bigint, batch int, reason text)
       where not exists (select 1 from annotation_plan where cycle_id = $1)`,
      [cycleId, JSON.stringify(rows)],
    );
    const found = await db.query<{ batches: number; planned: number }>(
      'select coalesce(max(batch) + 1, 0)::int as batches, count(*)::int as planned from annotation_plan where cycle_id = $1',
      [cycleId],
    );
    return found.rows[0] ?? { batches: 0, planned: 0 };
  });
}

export type ToAnnotate = { id: number; messages: Message[]; reply: string };

/** What is still to be judged in one batch: a second attempt goes on where the first one died. */
export async function unjudged(db: Database, cycleId: string, batch: number): Promise<ToAnnotate[]> {
  const { rows } = await db.query<ToAnnotate>(
    `select i.id, i.messages, i.reply from annotation_plan p join interactions i on i.id = p.interaction_id
     where p.cycle_id = $1 and p.batch = $2
       and not exists (select 1 from annotations a where a.cycle_id = $1 and a.interaction_id = i.id)
     order by i.id`,
    [cycleId, batch],
  );
  return rows;
}

export type NewAnnotation = {
  cycleId: string;
  interactionId: number;
  judge: string;
  promptVersion: string;
  /** Null: the answer could not be used (`raw` holds it) or the provider refused to give one. */
  judgement: Judgement | null;
  raw: string | null;
  /** What was wrong with an answer; quotes nothing of it. */
  fault: string | null;
  repaired: boolean;
};

/** Stores a verdict and what it cost, together and once. */
export async function storeAnnotation(pool: Pool, annotation: NewAnnotation, cost: LedgerEntry): Promise<void> {
  const { judgement, raw } = annotation;
  const status = judgement ? 'ok' : raw === null ? 'refused' : 'unparsable';
  await inTransaction(pool, async (db) => {
    await db.query(
      `insert into annotations (interaction_id, cycle_id, judge, prompt_version, status, verdict, error_type, severity, intent, corrected_reply, confidence, raw, judgement, repaired, fault)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (cycle_id, interaction_id) do nothing`,
      [
        annotation.interactionId, annotation.cycleId, annotation.judge, annotation.promptVersion, status,
        judgement?.verdict, judgement?.errorType, judgement?.severity, judgement?.intent, judgement?.correctedReply, judgement?.confidence,
        raw, judgement && JSON.stringify(withoutEvidence(judgement)), annotation.repaired, annotation.fault,
      ],
    );
    await addToLedger(db, cost);
  });
}

/** The value of personal data is never stored with what was said about it. */
const withoutEvidence = (judgement: Judgement) => ({ ...judgement, pii: judgement.pii.map(({ field, category }) => ({ field, category })) });

export async function countAnnotations(db: Database, cycleId: string, batch?: number): Promise<{ annotated: number; failed: number; bad: number }> {
  const { rows } = await db.query<{ annotated: number; failed: number; bad: number }>(
    `select count(*) filter (where a.status = 'ok')::int as annotated, count(*) filter (where a.status <> 'ok')::int as failed,
       count(*) filter (where a.verdict = 'bad')::int as bad
     from annotations a join annotation_plan p on p.cycle_id = a.cycle_id and p.interaction_id = a.interaction_id
     where a.cycle_id = $1 and ($2::int is null or p.batch = $2)`,
    [cycleId, batch ?? null],
  );
  return rows[0] ?? { annotated: 0, failed: 0, bad: 0 };
}
