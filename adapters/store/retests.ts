import type { Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

export type Retest = { id: number; annotationId: number; messages: Message[]; reply: string };

/** Interactions of one batch that are judged again: of the first `most` of the cycle's random part those without a second verdict. */
export async function openRetests(db: Database, cycleId: string, batch: number, most: number): Promise<Retest[]> {
  const { rows } = await db.query<Retest>(
    `with drawn as (
       select interaction_id, batch from annotation_plan where cycle_id = $1 and reason = 'random' and skipped is null order by batch, interaction_id limit $3)
     select i.id, a.id as "annotationId", i.messages, i.reply
     from drawn d join annotations a on a.cycle_id = $1 and a.interaction_id = d.interaction_id and a.status = 'ok' join interactions i on i.id = d.interaction_id
     where d.batch = $2 and not exists (select 1 from judge_retests r where r.annotation_id = a.id) order by i.id`,
    [cycleId, batch, most],
  );
  return rows;
}

export async function storeRetest(db: Database, annotationId: number, verdict: 'good' | 'bad' | null): Promise<void> {
  await db.query('insert into judge_retests (annotation_id, verdict) values ($1, $2) on conflict (annotation_id) do nothing', [annotationId, verdict]);
}

/** How often a judge said the same again: in a cycle, or of all interactions of an agent. */
export async function countRetests(db: Database, of: { cycleId: string } | { agent: string; judgeId: string }): Promise<{ agreed: number; disagreed: number }> {
  const { rows } = await db.query<{ agreed: number; disagreed: number }>(
    `select count(*) filter (where r.verdict = a.verdict)::int as agreed, count(*) filter (where r.verdict <> a.verdict)::int as disagreed
     from judge_retests r join annotations a on a.id = r.annotation_id join interactions i on i.id = a.interaction_id
     where ${'cycleId' in of ? 'a.cycle_id = $1' : 'i.agent = $1 and a.judge_id = $2'}`,
    'cycleId' in of ? [of.cycleId] : [of.agent, of.judgeId],
  );
  return rows[0]!;
}
