import type { Feedback } from '../../core/interaction/feedback.ts';
import { withoutBlocked } from './blocked.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';

const rowsPerInsert = 1_000;

/**
 * Stores feedback; a repeated delivery changes nothing. Feedback on an interaction that a cycle has used already
 * gives the interaction back, so that the next cycle learns from it.
 *
 * @returns how many were new, and how many wait for an interaction that is not there yet
 */
export async function storeFeedback(pool: Pool, agent: string, feedback: readonly Feedback[]): Promise<{ stored: number; waiting: number }> {
  let stored = 0;
  for (const chunk of chunks(feedback, rowsPerInsert)) {
    stored += await inTransaction(pool, async (db) => {
      const added = await insertChunk(db, agent, chunk);
      await attachFeedback(db, agent);
      return added;
    });
  }
  const keys = feedback.map((one) => one.key);
  const { rows } = await pool.query<{ waiting: number }>(
    'select count(*)::int as waiting from feedback where agent = $1 and key = any($2) and interaction_id is null',
    [agent, keys],
  );
  return { stored, waiting: rows[0]?.waiting ?? 0 };
}

async function insertChunk(db: Database, agent: string, chunk: readonly Feedback[]): Promise<number> {
  const wanted = await withoutBlocked(db, agent, chunk, (one) => one.interactionKey);
  const rows = wanted.map((one) => ({
    key: one.key,
    interaction_key: one.interactionKey,
    at: one.at?.toISOString() ?? null,
    rating: one.rating ?? null,
    thumbs: one.thumbs ?? null,
    text: one.text ?? null,
    correction: one.correction ?? null,
    outcome: one.outcome ?? null,
    user_id: one.user ?? null,
  }));
  const { rowCount } = await db.query(
    `insert into feedback (agent, key, interaction_key, at, rating, thumbs, text, correction, outcome, user_id)
     select $1, key, interaction_key, coalesce(at, now()), rating, thumbs, text, correction, outcome, user_id
     from jsonb_to_recordset($2::jsonb) as row(
       key text, interaction_key text, at timestamptz, rating smallint, thumbs text, text text, correction text, outcome jsonb, user_id text)
     on conflict (agent, key) do nothing`,
    [agent, JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}

/**
 * Joins waiting feedback to interactions that are there now, and clears their claims: they are worth another
 * look, and their tier is open again.
 * Also run when a cycle collects, for pairs that were committed at the same moment and did not see each other.
 */
export async function attachFeedback(db: Database, agent: string): Promise<void> {
  await db.query(
    `with attached as (
       update feedback f set interaction_id = i.id from interactions i
       where f.agent = $1 and f.interaction_id is null and i.agent = $1 and i.key = f.interaction_key
       returning i.id),
     reopened as (update analyses set cycle_id = null where interaction_id in (select id from attached))
     update interactions set cycle_id = null where id in (select id from attached) and cycle_id is not null`,
    [agent],
  );
}
