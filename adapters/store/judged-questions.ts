import type { JudgedQuestion } from '../../core/agreement/contradictions.ts';
import { fingerprint } from '../../core/evaluation/fingerprint.ts';
import { stream, type Pool } from './database.ts';

/** What is asked, and a hash of what was said before, of messages `m`. */
const asked = (messages: string): string => `
  left join lateral (select e->>'content' as content, n from jsonb_array_elements(${messages}) with ordinality as x(e, n) where e->>'role' = 'user' order by n desc limit 1) asked on true
  left join lateral (select md5(string_agg(e::text, '' order by n)) as context from jsonb_array_elements(${messages}) with ordinality as x(e, n)
    where n < asked.n and e->>'role' not in ('system', 'developer')) earlier on true`;

/** The newest judged interactions of an agent, what people say before what the judge said, and the newest imported examples. */
export async function judgedQuestions(pool: Pool, agent: string, most: number): Promise<JudgedQuestion[]> {
  const sql = `
    (select i.id, coalesce(asked.content, '') as question, coalesce(earlier.context, '') as context, coalesce(wanted.label, a.intent) as intent, i.reply, coalesce(said.label, a.verdict) as verdict
     from interactions i
     join lateral (select * from annotations a where a.interaction_id = i.id and a.status = 'ok' order by a.created_at desc, a.id desc limit 1) a on true
     left join human_consensus said on said.interaction_id = i.id and said.rubric = 'verdict'
     left join human_consensus wanted on wanted.interaction_id = i.id and wanted.rubric = 'intent' ${asked('i.messages')}
     where i.agent = $1 order by a.id desc limit $2)
    union all
    (select null, coalesce(asked.content, ''), coalesce(earlier.context, ''), s.intent, null, null
     from samples s ${asked('s.messages')} where s.agent = $1 and s.origin = 'import' and s.status in ('verified', 'human') order by s.created_at desc, s.id limit $2)`;
  const found: JudgedQuestion[] = [];
  for await (const row of stream<JudgedQuestion>(pool, sql, [agent, most], 2_000)) found.push({ ...row, reply: row.reply === null ? null : fingerprint(row.reply) });
  return found;
}
