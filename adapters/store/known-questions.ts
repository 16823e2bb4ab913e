import type { KnownQuestion } from '../../core/annotation/guess-intent.ts';
import type { Database } from './database.ts';

/** The newest questions of each intent's verified samples, and how many there are of each intent. */
export async function knownQuestions(db: Database, agent: string, perIntent: number): Promise<{ questions: KnownQuestion[]; counts: Map<string, number> }> {
  const { rows } = await db.query<KnownQuestion & { count: number }>(
    `select intent, question, count from (
       select s.intent, asked.content as question, count(*) over (partition by s.intent)::int as count,
         row_number() over (partition by s.intent order by s.created_at desc, s.id) as place
       from samples s join lateral (
         select m->>'content' as content from jsonb_array_elements(s.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked on true
       where s.agent = $1 and s.status in ('verified', 'human')) as placed
     where place <= $2`,
    [agent, perIntent],
  );
  return { questions: rows.map(({ intent, question }) => ({ intent, question })), counts: new Map(rows.map(({ intent, count }) => [intent, count])) };
}
