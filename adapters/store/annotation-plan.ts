import type { PlanInput, PlannedInteraction } from '../../core/annotation/plan.ts';
import type { Suspected } from '../../core/annotation/question.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

// Here rows of a cycle are looked up by their interaction, and `is not distinct from` is asked of their cycle, which no index answers. Statistics know no
// cycle of today: with `=` a plan may expect one row of it, and read all of them for each.

export type Annotatable = Omit<PlanInput, 'intent'>;

/** Claimed interactions that are worth a judge: those without a verdict that knows their latest feedback. */
export async function annotatable(db: Database, cycleId: string): Promise<Annotatable[]> {
  const { rows } = await db.query<Annotatable>(
    `select i.id, i.user_id as user, i.margin, coalesce(x.tier, 'none') as tier, b.probability as "badProbability",
       exists (select 1 from signals s where s.interaction_id = i.id) as suspicious
     from interactions i
     left join analyses x on x.interaction_id = i.id
     left join feedback_beliefs b on b.interaction_id = i.id
     where i.cycle_id = $1 and not exists (
       select 1 from annotations a where a.interaction_id = i.id and a.status = 'ok' and a.cycle_id <> $1 and not a.outdated)
     order by i.id`,
    [cycleId],
  );
  return rows;
}

/** What users asked in these interactions, last. */
export async function questionsOf(db: Database, ids: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await db.query<{ id: number; question: string }>(
    `select i.id, asked.content as question from interactions i join lateral (
       select m->>'content' as content from jsonb_array_elements(i.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked on true
     where i.id = any($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, question }) => [id, question]));
}

/** Stores the plan once: a second attempt finds and keeps the first one. Returns the number of batches and of planned rows. */
export async function storePlan(pool: Pool, cycleId: string, plan: readonly PlannedInteraction[], batchSize: number): Promise<{ batches: number; planned: number }> {
  return inTransaction(pool, async (db) => {
    await db.query('select 1 from cycles where id = $1 for update', [cycleId]);
    const rows = plan.map(({ id, reason, detail }, position) => ({ id, reason, detail, batch: Math.floor(position / batchSize) }));
    await db.query(
      `insert into annotation_plan (cycle_id, interaction_id, batch, reason, detail)
       select $1, id, batch, reason, detail from jsonb_to_recordset($2::jsonb) as row(id bigint, batch int, reason text, detail jsonb)
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

/** An interaction with what is known of it before a judge has seen it. */
export type ToAnnotate = Suspected & { id: number };

/** What is still to be judged in one batch, as far as the cycle holds it: a second attempt goes on where the first one died. */
export async function unjudged(db: Database, cycleId: string, batch: number): Promise<ToAnnotate[]> {
  const { rows } = await db.query<ToAnnotate>(
    `select i.id, i.messages, i.reply, coalesce(x.tier, 'none') as tier,
       coalesce((select jsonb_agg(jsonb_build_object('code', s.code, 'detail', s.detail, 'weight', s.weight) order by s.code) from signals s where s.interaction_id = i.id), '[]') as signals,
       jsonb_build_object('prompt_tokens', i.prompt_tokens, 'completion_tokens', i.completion_tokens, 'latency_ms', i.latency_ms, 'failed_tools', i.tool_errors) as measured,
       (select coalesce(jsonb_object_agg(format('feedback[%s].%s', f.id, part.name), part.content), '{}') from feedback f
         cross join lateral (values ('text', f.text), ('correction', f.correction)) as part(name, content)
         where f.interaction_id = i.id and part.content is not null) as said
     from annotation_plan p join interactions i on i.id = p.interaction_id left join analyses x on x.interaction_id = i.id
     where p.cycle_id = $1 and p.batch = $2 and p.skipped is null and i.cycle_id is not distinct from $1
       and not exists (select 1 from annotations a where a.cycle_id is not distinct from $1 and a.interaction_id = i.id)
     order by i.id`,
    [cycleId, batch],
  );
  return rows;
}

export type FailedItem = {
  attempts: number;
  /** The model has answered somebody since it first failed on this item: it is not down. */
  modelAnswers: boolean;
  /** How much of the cycle's plan is not judged, 0 to 1. */
  open: number;
};

/** Takes note that the provider failed on an item, and says what is known of the provider otherwise. */
export async function noteFailedItem(db: Database, cycleId: string, interactionId: number, model: string): Promise<FailedItem> {
  const { rows } = await db.query<FailedItem>(
    `update annotation_plan p set failed_attempts = failed_attempts + 1, first_failed_at = coalesce(first_failed_at, now())
     where cycle_id = $1 and interaction_id = $2
     returning failed_attempts as attempts,
       exists (select 1 from ledger l where l.model = $3 and l.calls > 0 and l.at > p.first_failed_at) as "modelAnswers",
       1 - (select count(*) from annotations where cycle_id = $1)::float8 / (select count(*) from annotation_plan where cycle_id = $1) as open`,
    [cycleId, interactionId, model],
  );
  return rows[0] ?? { attempts: 1, modelAnswers: false, open: 1 };
}

/** Accounts for what the budget left unjudged: marked in the plan, and free again for the next cycle to choose. */
export async function skipUnjudged(pool: Pool, cycleId: string, reason: 'budget' | 'price_unknown'): Promise<void> {
  await inTransaction(pool, async (db) => {
    await db.query(
      `update annotation_plan p set skipped = $2 where cycle_id = $1 and skipped is null
         and not exists (select 1 from annotations a where a.cycle_id is not distinct from $1 and a.interaction_id = p.interaction_id)`,
      [cycleId, reason],
    );
    await db.query(
      `update interactions i set cycle_id = null from annotation_plan p where p.cycle_id = $1 and p.skipped is not null and i.id = p.interaction_id and i.cycle_id is not distinct from $1`,
      [cycleId],
    );
  });
}

export async function countSkipped(db: Database, cycleId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from annotation_plan where cycle_id = $1 and skipped is not null', [cycleId]);
  return rows[0]?.count ?? 0;
}
