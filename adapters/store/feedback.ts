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
      await attachFeedback(db, agent, chunk.map(({ interactionKey }) => interactionKey));
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

/** Numbered as they come and written by key, as interactions are. */
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
    `with given as materialized (
       select nextval(pg_get_serial_sequence('feedback', 'id')) as id, row.*
       from jsonb_to_recordset($2::jsonb) as row(
         key text, interaction_key text, at timestamptz, rating smallint, thumbs text, text text, correction text, outcome jsonb, user_id text))
     insert into feedback (id, agent, key, interaction_key, at, rating, thumbs, text, correction, outcome, user_id)
     overriding system value
     select id, $1, key, interaction_key, coalesce(at, now()), rating, thumbs, text, correction, outcome, user_id
     from given order by key, id
     on conflict (agent, key) do nothing`,
    [agent, JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}

/**
 * Joins waiting feedback to interactions that are there now, and clears their claims: they are worth another
 * look, their tier is open again, and what a judge has said of them did not know it. To be called in a transaction.
 * Also run when a cycle collects, for pairs that were committed at the same moment and did not see each other.
 * Rows are locked in the order of their ids, so that two of these never wait for each other.
 *
 * @param keys of the interactions that are looked at; without, all of the agent
 */
export async function attachFeedback(db: Database, agent: string, keys: readonly string[] | null = null): Promise<void> {
  const { rows } = await db.query<{ id: number }>(
    `with waiting as (
       select f.id, i.id as interaction_id from feedback f
       cross join lateral (select id from interactions o where o.agent = f.agent and o.key = f.interaction_key offset 0) i
       where f.agent = $1 and f.interaction_id is null and ($2::text[] is null or f.interaction_key = any($2))
       order by f.id for no key update of f)
     update feedback f set interaction_id = w.interaction_id from waiting w where f.id = w.id returning w.interaction_id as id`,
    [agent, keys],
  );
  if (rows.length === 0) return;
  const ids = [...new Set(rows.map(({ id }) => id))];
  // A statement of its own: the next ones see the verdict of whoever held the lock.
  await db.query('select 1 from interactions where id = any($1) order by id for no key update', [ids]);
  await db.query('update interactions set cycle_id = null where id = any($1) and cycle_id is not null', [ids]);
  await db.query('update analyses set cycle_id = null where interaction_id = any($1)', [ids]);
  await db.query('update annotations set outdated = true where interaction_id = any($1) and not outdated', [ids]);
}
