import type { Demonstration } from '../../core/candidate/prompt/demonstration.ts';
import type { Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

/** What no case of any suite asks, current or old: a search never sees what the gate measures with. */
const inNoSuite = `not exists (
  select 1 from suite_cases c join suites on suites.id = c.suite_id where suites.agent = s.agent and c.fingerprint = s.fingerprint and c.fingerprint <> '')`;

export type SearchSample = { id: string; intent: string; messages: Message[]; reply: string };

/** Verified samples of the dataset's validation side, at most `max`: always the same ones, in the same order. */
export async function validationQuestions(db: Database, datasetId: string, max: number): Promise<SearchSample[]> {
  const { rows } = await db.query<SearchSample>(
    `select s.id, s.intent, s.messages, s.reply from dataset_validation d join samples s on s.id = d.sample_id
     where d.dataset_id = $1 and ${inNoSuite} order by md5(d.dataset_id || s.id), s.id limit $2`,
    [datasetId, max],
  );
  return rows;
}

/** Longer ones would cost more in every call than they teach. */
const longestText = 2_000;

/** Of the dataset's training side, questions of one message with their replies, at most `perIntent` of an intent. */
export async function demonstrationPool(db: Database, datasetId: string, perIntent: number): Promise<Demonstration[]> {
  const { rows } = await db.query<Demonstration>(
    `select id, intent, question, reply from (
       select s.id, s.intent, s.reply, said.question, row_number() over (partition by s.intent order by md5(d.dataset_id || s.id), s.id) as place
       from dataset_rows d join samples s on s.id = d.sample_id
       cross join lateral (
         select min(m->>'content') as question, count(*) as messages, bool_and(m->>'role' = 'user') as asks
         from jsonb_array_elements(s.messages) m where m->>'role' not in ('system', 'developer')) said
       where d.dataset_id = $1 and said.messages = 1 and said.asks and length(said.question) between 1 and $3 and length(s.reply) between 1 and $3
         and ${inNoSuite}) as ranked
     where place <= $2 order by id`,
    [datasetId, perIntent, longestText],
  );
  return rows;
}
