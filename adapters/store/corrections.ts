import type { CorrectionSource, CorrectionStatus, NamedCheck } from '../../core/corrections/check.ts';
import type { Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

export type UncheckedCorrection = {
  id: number;
  annotationId: number;
  messages: Message[];
  original: string;
  reply: string;
  source: CorrectionSource;
  /** What a user wrote as the right answer, the newest, and who. */
  userCorrection: string | null;
  user: string | null;
};

/**
 * Corrected replies of one batch that nobody has checked yet: of each bad reply that the judge is sure enough of its correction, or a user's where the
 * judge knows none.
 */
export async function uncheckedCorrections(db: Database, cycleId: string, batch: number, minConfidence: number): Promise<UncheckedCorrection[]> {
  const { rows } = await db.query<UncheckedCorrection>(
    `select i.id, a.id as "annotationId", i.messages, i.reply as original, coalesce(a.corrected_reply, said.correction) as reply,
       case when a.corrected_reply is null then 'user' else 'judge' end as source, said.correction as "userCorrection", said.user_id as user
     from annotation_plan p
     join annotations a on a.cycle_id = p.cycle_id and a.interaction_id = p.interaction_id and a.status = 'ok' and a.verdict = 'bad' and a.confidence >= $3
     join interactions i on i.id = a.interaction_id
     left join lateral (
       select f.correction, coalesce(f.user_id, i.user_id) as user_id from feedback f
       where f.interaction_id = i.id and f.correction is not null order by f.at desc, f.id desc limit 1) said on true
     where p.cycle_id = $1 and p.batch = $2 and coalesce(a.corrected_reply, said.correction) is not null
       and not exists (select 1 from corrections c where c.annotation_id = a.id)
     order by i.id`,
    [cycleId, batch, minConfidence],
  );
  return rows;
}

export type CheckedCorrection = { status: CorrectionStatus; checks: readonly NamedCheck[]; secondJudge: string | null };

/** The first result of a correction stays. */
export async function storeCorrection(db: Database, cycleId: string, { id, annotationId, reply, source, user }: UncheckedCorrection, checked: CheckedCorrection): Promise<void> {
  await db.query(
    `insert into corrections (interaction_id, annotation_id, cycle_id, reply, source, user_id, status, checks, second_judge)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (annotation_id) do nothing`,
    [id, annotationId, cycleId, reply, source, source === 'user' ? user : null, checked.status, JSON.stringify(checked.checks), checked.secondJudge],
  );
}

export type CorrectionCounts = Record<CorrectionStatus, number> & {
  /** What the second judgement said, where it was asked. */
  agreed: number;
  disagreed: number;
};

/** What became of the corrections of a cycle, or of all of an agent's. */
export async function countCorrections(db: Database, of: { cycleId: string } | { agent: string }): Promise<CorrectionCounts> {
  const passed = (result: string): string => `c.checks @> '[{"check": "second_judgement", "result": "${result}"}]'`;
  const { rows } = await db.query<CorrectionCounts>(
    `select count(*) filter (where c.status = 'proposed')::int as proposed, count(*) filter (where c.status = 'verified')::int as verified,
       count(*) filter (where c.status = 'rejected')::int as rejected, count(*) filter (where c.status = 'human')::int as human,
       count(*) filter (where ${passed('pass')})::int as agreed, count(*) filter (where ${passed('fail')})::int as disagreed
     from corrections c join cycles y on y.id = c.cycle_id where ${'cycleId' in of ? 'y.id' : 'y.agent'} = $1`,
    ['cycleId' in of ? of.cycleId : of.agent],
  );
  return rows[0]!;
}
