import { alreadySeen } from '../../core/evaluation/contamination.ts';
import { stream, type Pool } from './database.ts';

/**
 * Tells whether something like a question ever trained for the agent, in the same words or as a near-duplicate, which the search for those
 * before the split may have missed. As a case it would be found by the gate, which then refuses every candidate.
 */
export async function trainedLike(pool: Pool, agent: string): Promise<(question: string) => boolean> {
  const questions = new Set<string>();
  for await (const question of everTrained(pool, agent)) questions.add(question);
  return alreadySeen([...questions]);
}

/** What was asked in every row that ever trained for the agent. Streams; a text may come more than once. */
export async function* everTrained(pool: Pool, agent: string): AsyncGenerator<string> {
  const rows = stream<{ question: string | null }>(
    pool,
    `select asked.m->>'content' as question from samples s
     cross join lateral (
       select m from jsonb_array_elements(s.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked
     where s.agent = $1 and exists (select 1 from dataset_rows r where r.sample_id = s.id)`,
    [agent],
    2_000,
  );
  for await (const { question } of rows) if (question !== null) yield question;
}

/**
 * Everything that a candidate, or a model that it was made from, was trained on: what was asked in each row of the data sets
 * of its line. Streams; a text may come more than once.
 */
export async function* trainingQuestions(pool: Pool, candidateId: string): AsyncGenerator<string> {
  const rows = stream<{ question: string | null }>(
    pool,
    `with recursive line as (
       select id, agent, base_model, dataset_id from candidates where id = $1
       union
       select c.id, c.agent, c.base_model, c.dataset_id from candidates c join line l on c.agent = l.agent and c.model = l.base_model)
     select asked.m->>'content' as question
     from (select distinct dataset_id from line where dataset_id is not null) d
     join dataset_rows r on r.dataset_id = d.dataset_id join samples s on s.id = r.sample_id
     cross join lateral (
       select m from jsonb_array_elements(s.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked`,
    [candidateId],
    2_000,
  );
  for await (const { question } of rows) if (question !== null) yield question;
}
