import { fingerprint } from '../../core/evaluation/fingerprint.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import { withLastUserText, type Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

export type Original = { id: string; messages: Message[]; interactionId: number | null };

/** The samples to say in other words; one that has been replaced since is not among them. */
export async function originals(db: Database, ids: readonly string[]): Promise<Original[]> {
  const { rows } = await db.query<Original>(`select id, messages, interaction_id as "interactionId" from samples where id = any($1) and status in ('verified', 'human') order by id`, [ids]);
  return rows;
}

/** Stores questions in other words beside their original, with its reply and intent. The same ones again change nothing. */
export async function storeParaphrases(db: Database, agent: string, cycleId: string, original: Original, questions: readonly string[]): Promise<void> {
  const rows = questions.map((question) => ({
    id: contentHash('sample', agent, 'paraphrase', original.id, question),
    messages: withLastUserText(original.messages, question),
    fingerprint: fingerprint(question),
  }));
  await db.query(
    `insert into samples (id, agent, origin, messages, reply, intent, fingerprint, cycle_id, paraphrase_of)
     select row.id, $1, 'paraphrase', row.messages, o.reply, o.intent, row.fingerprint, $2, o.id
     from jsonb_to_recordset($3::jsonb) as row(id text, messages jsonb, fingerprint text), samples o
     where o.id = $4 on conflict (id) do nothing`,
    [agent, cycleId, JSON.stringify(rows), original.id],
  );
}
