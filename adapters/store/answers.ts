import type { Database } from './database.ts';

/** A stored answer that is not older than `maxAgeMs`. */
export async function findAnswer<Reply>(db: Database, key: string, maxAgeMs: number): Promise<Reply | undefined> {
  const { rows } = await db.query<{ reply: Reply }>(`select reply from answers where key = $1 and at > now() - make_interval(secs => $2)`, [key, maxAgeMs / 1_000]);
  return rows[0]?.reply;
}

export async function storeAnswer(db: Database, answer: { key: string; model: string; interactionId: number | null; reply: unknown }): Promise<void> {
  await db.query(
    `insert into answers (key, model, interaction_id, reply) values ($1, $2, $3, $4)
     on conflict (key) do update set reply = excluded.reply, interaction_id = excluded.interaction_id, at = now()`,
    [answer.key, answer.model, answer.interactionId, JSON.stringify(answer.reply)],
  );
}

/** Answers that turned out to be of no use must be asked for again. */
export async function dropAnswers(db: Database, keys: readonly string[]): Promise<void> {
  await db.query('delete from answers where key = any($1)', [keys]);
}

/** Removes an agent's answers of an age at which it would not use them any more. */
export async function dropOldAnswers(db: Database, agent: string, maxAgeMs: number): Promise<void> {
  await db.query(
    'delete from answers a using interactions i where i.id = a.interaction_id and i.agent = $1 and a.at < now() - make_interval(secs => $2)',
    [agent, maxAgeMs / 1_000],
  );
}
