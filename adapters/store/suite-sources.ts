import type { Message } from '../../core/interaction/message.ts';
import type { Source } from '../../core/suite/source-cases.ts';
import type { Database } from './database.ts';

/** An exchange of which the right reply is known, or believed. */
export type SourceRow = Source & {
  /** Of the training sample that it is or would become: under it the splits remember its side. */
  sampleId: string | null;
  messages: Message[];
  at: Date;
  source: 'corrected' | 'judged' | 'rated';
};

/**
 * Confirmed bad cases that may become regression cases: their verified correction never trained, and the splits keep it from
 * training for ever.
 */
export async function untrainedCorrections(db: Database, agent: string): Promise<SourceRow[]> {
  const { rows } = await db.query<SourceRow>(
    `select s.id as "sampleId", i.key, s.messages, s.reply as expected, s.intent, a.severity, a.error_type as "errorType", i.model,
       i.user_id as "userId", i.session_id as "sessionId", 'corrected' as source, i.at
     from samples s join interactions i on i.id = s.interaction_id left join annotations a on a.id = s.annotation_id
     join split_seals x on x.agent = s.agent and x.key = 'item:' || s.id and x.side = 'test' and x.reach = 'test'
     where s.agent = $1 and s.origin = 'correction' and s.status in ('verified', 'human')
       and not exists (select 1 from dataset_rows d where d.sample_id = s.id)
     order by s.id`,
    [agent],
  );
  return rows;
}

/**
 * Exchanges of production with a reply that is believed to be right: as a confident judge confirmed or corrected it, or as a
 * user rated it 4 or 5 where no judge looked. Rows whose reply has trained already are left out, and those of which users have said something
 * that the judge has not seen.
 */
export async function answeredInteractions(db: Database, agent: string, minConfidence: number): Promise<SourceRow[]> {
  const { rows } = await db.query<SourceRow>(
    `select s.id as "sampleId", i.key, i.messages, coalesce(case when a.verdict = 'bad' then a.corrected_reply end, i.reply) as expected,
       a.intent, a.severity, a.error_type as "errorType", i.model, i.user_id as "userId", i.session_id as "sessionId",
       case when a.verdict = 'bad' then 'corrected' when a.id is not null then 'judged' else 'rated' end as source, i.at
     from interactions i
     left join lateral (
       select * from annotations a where a.interaction_id = i.id and a.status = 'ok' order by a.created_at desc, a.id desc limit 1) a on true
     left join current_ratings r on r.interaction_id = i.id
     left join samples s on s.interaction_id = i.id and s.status in ('verified', 'human')
     where i.agent = $1 and a.outdated is not true
       and case when a.id is null then r.rating >= 4 else a.confidence >= $2 and (a.verdict = 'good' or a.corrected_reply is not null) end
       and not exists (select 1 from dataset_rows d join samples t on t.id = d.sample_id where t.interaction_id = i.id)
     order by i.id`,
    [agent, minConfidence],
  );
  return rows.filter(({ expected }) => expected.trim() !== '');
}
