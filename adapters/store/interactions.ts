import type { Interaction } from '../../core/interaction/interaction.ts';
import { withoutBlocked } from './blocked.ts';
import { attachFeedback } from './feedback.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';

const rowsPerInsert = 1_000;

/**
 * Stores interactions; a key that is there already changes nothing, and what is blocked stays out. Feedback that came before its interaction
 * is attached. Two importers of the same rows at once are harmless.
 *
 * @returns how many were new
 */
export const storeInteractions = async (pool: Pool, agent: string, interactions: readonly Interaction[]): Promise<number> => (await storeWanted(pool, agent, interactions)).stored;

/** The same, and how many stay out. */
export async function storeWanted(pool: Pool, agent: string, interactions: readonly Interaction[]): Promise<{ stored: number; blocked: number }> {
  const done = { stored: 0, blocked: 0 };
  for (const chunk of chunks(interactions, rowsPerInsert)) {
    const { stored, blocked } = await inTransaction(pool, async (db) => {
      const wanted = await withoutBlocked(db, agent, chunk);
      return { stored: await insertChunk(db, agent, wanted), blocked: chunk.length - wanted.length };
    });
    done.stored += stored;
    done.blocked += blocked;
  }
  return done;
}

/** Numbered as they come, which decides where times are equal; written by key: two who bring the same rows in another order never wait for each other. */
async function insertChunk(db: Database, agent: string, chunk: readonly Interaction[]): Promise<number> {
  const rows = chunk.map((row) => ({
    key: row.key,
    at: row.at?.toISOString() ?? null,
    session_id: row.session ?? null,
    user_id: row.user ?? null,
    model: row.model ?? null,
    messages: row.messages,
    reply: row.reply,
    prompt_tokens: row.promptTokens ?? null,
    completion_tokens: row.completionTokens ?? null,
    latency_ms: row.latencyMs === undefined ? null : Math.round(row.latencyMs),
    margin: row.margin ?? null,
    tool_errors: row.toolErrors ?? 0,
  }));
  const inserted = await db.query<{ key: string }>(
    `with given as materialized (
       select nextval(pg_get_serial_sequence('interactions', 'id')) as id, row.*
       from jsonb_to_recordset($2::jsonb) as row(
         key text, at timestamptz, session_id text, user_id text, model text, messages jsonb, reply text,
         prompt_tokens int, completion_tokens int, latency_ms int, margin real, tool_errors int))
     insert into interactions (id, agent, key, at, session_id, user_id, model, messages, reply, prompt_tokens, completion_tokens, latency_ms, margin, tool_errors)
     overriding system value
     select id, $1, key, coalesce(at, now()), session_id, user_id, model, messages, reply, prompt_tokens, completion_tokens, latency_ms, margin, tool_errors
     from given order by key, id
     on conflict (agent, key) do nothing
     returning key`,
    [agent, JSON.stringify(rows)],
  );
  if (inserted.rows.length > 0) await attachFeedback(db, agent, inserted.rows.map(({ key }) => key));
  return inserted.rows.length;
}
