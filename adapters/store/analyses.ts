import type { Message } from '../../core/interaction/message.ts';
import type { Signal } from '../../core/signals/signal.ts';
import type { Tier } from '../../core/signals/tier.ts';
import { reclaimInteractions } from './claims.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

export type ClaimedInteraction = {
  id: number;
  session: string | null;
  model: string | null;
  messages: Message[];
  reply: string;
  promptTokens: number | null;
  completionTokens: number | null;
  latencyMs: number | null;
  toolErrors: number;
  rating: number | null;
  thumbs: 'up' | 'down' | null;
  hasFeedbackText: boolean;
};

/** One of `of` parts of the claimed interactions, by a hash of their ids. */
export type Shard = { index: number; of: number };

/**
 * The next claimed interactions of a shard that this cycle has not analyzed, with their latest feedback: after a stop, just the rest.
 * The analysis is looked up by its key alone: statistics know no cycle of today, and a plan that expects one row of it reads all of them for each.
 *
 * @param after the id at which the portion before ended
 */
export async function unanalyzed(db: Database, cycleId: string, { index, of }: Shard, after: number, limit: number): Promise<ClaimedInteraction[]> {
  const { rows } = await db.query<ClaimedInteraction>(
    `select i.id, i.session_id as session, i.model, i.messages, i.reply, i.prompt_tokens as "promptTokens", i.completion_tokens as "completionTokens",
       i.latency_ms as "latencyMs", i.tool_errors as "toolErrors", r.rating, t.thumbs,
       exists (select 1 from feedback f where f.interaction_id = i.id and (f.text is not null or f.correction is not null)) as "hasFeedbackText"
     from interactions i
     left join analyses a on a.interaction_id = i.id
     left join lateral (select rating from feedback f where f.interaction_id = i.id and rating is not null order by f.at desc, f.id desc limit 1) r on true
     left join lateral (select thumbs from feedback f where f.interaction_id = i.id and thumbs is not null order by f.at desc, f.id desc limit 1) t on true
     where i.cycle_id = $1 and i.id > $4 and a.cycle_id is distinct from $1 and (hashint8(i.id) & 2147483647) % $2 = $3
     order by i.id limit $5`,
    [cycleId, of, index, after, limit],
  );
  return rows;
}

export type Analysis = { id: number; tier: Tier; endsOnError: boolean; stats: Record<string, number | string | null>; signals: readonly Signal[] };

/**
 * Stores what was found about some interactions, in place of what an earlier cycle found. What this cycle knows already stays, and what it
 * does not hold any more is left to whoever does: an attempt that was asleep takes nothing away.
 */
export async function storeAnalyses(pool: Pool, cycleId: string, found: readonly Analysis[]): Promise<void> {
  if (found.length === 0) return;
  await inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ id: number }>(
      `with held as materialized (select id from interactions where id = any($3) and cycle_id = $1 order by id for share)
       insert into analyses (interaction_id, cycle_id, tier, ends_on_error, stats)
       select interaction_id, $1, tier, ends_on_error, stats
       from jsonb_to_recordset($2::jsonb) as row(interaction_id bigint, tier text, ends_on_error boolean, stats jsonb) join held on held.id = row.interaction_id
       order by interaction_id
       on conflict (interaction_id) do update set cycle_id = excluded.cycle_id, tier = excluded.tier, session_tier = null, ends_on_error = excluded.ends_on_error, stats = excluded.stats
         where analyses.cycle_id is distinct from excluded.cycle_id
       returning interaction_id as id`,
      [cycleId, JSON.stringify(found.map(({ id, tier, endsOnError, stats }) => ({ interaction_id: id, tier, ends_on_error: endsOnError, stats }))), found.map(({ id }) => id)],
    );
    const stored = new Set(rows.map(({ id }) => id));
    await db.query('delete from signals where interaction_id = any($1)', [[...stored]]);
    await insertSignals(db, cycleId, found.filter(({ id }) => stored.has(id)));
  });
}

/** Adds signals to those that are there. */
export async function insertSignals(db: Database, cycleId: string, found: readonly { id: number; signals: readonly Signal[] }[]): Promise<void> {
  const rows = found.flatMap(({ id, signals }) => signals.map(({ code, detail, weight }) => ({ interaction_id: id, code, detail, weight })));
  await db.query(
    `insert into signals (interaction_id, code, detail, weight, cycle_id)
     select interaction_id, code, detail, weight, $1 from jsonb_to_recordset($2::jsonb) as row(interaction_id bigint, code text, detail text, weight text)
     order by interaction_id, code
     on conflict (interaction_id, code) do update set detail = excluded.detail, weight = excluded.weight, cycle_id = excluded.cycle_id`,
    [cycleId, JSON.stringify(rows)],
  );
}

/** The sessions that the cycle's interactions belong to. */
export async function sessionsOfCycle(db: Database, cycleId: string): Promise<string[]> {
  const { rows } = await db.query<{ session: string }>('select distinct session_id as session from interactions where cycle_id = $1 and session_id is not null order by 1', [cycleId]);
  return rows.map(({ session }) => session);
}

export type SessionMember = { id: number; session: string; at: Date; question: string; endsOnError: boolean; tier: Tier; ofThisCycle: boolean; /** Already known that its question came again. */ askedAgain: boolean; signals: { code: string; weight: 'high' | 'medium' }[] };

/**
 * Every analyzed interaction of some sessions of the cycle's agent, session by session.
 * Each session is looked up for itself (`offset 0`), its agent by way of the cycle: statistics that do not know a new agent expect no row of it,
 * and a plan made for none reads all that the agent has.
 */
export async function sessionMembers(db: Database, cycleId: string, sessions: readonly string[]): Promise<SessionMember[]> {
  const { rows } = await db.query<SessionMember>(
    `select i.id, i.session_id as session, i.at, coalesce(asked.content, '') as question, a.ends_on_error as "endsOnError", a.tier, i.cycle_id is not distinct from $1 and a.cycle_id is not distinct from $1 as "ofThisCycle",
       exists (select 1 from signals s where s.interaction_id = i.id and s.code = 'user_retry_or_rephrase') as "askedAgain",
       coalesce((select jsonb_agg(jsonb_build_object('code', s.code, 'weight', s.weight) order by s.code) from signals s
         where s.interaction_id = i.id and s.code not in ('user_retry_or_rephrase', 'user_abandoned')), '[]') as signals
     from unnest($2::text[]) as mine(session_id)
     cross join lateral (select * from interactions o where o.agent = (select agent from cycles where id = $1) and o.session_id = mine.session_id offset 0) i
     join analyses a on a.interaction_id = i.id
     left join lateral (select m->>'content' as content from jsonb_array_elements(i.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked on true
     order by i.session_id, i.at, i.id`,
    [cycleId, sessions],
  );
  return rows;
}

export type SessionFinding = { id: number; ofThisCycle: boolean; tier: Tier; sessionTier: Tier; signals: readonly Signal[] };

/** Stores what sessions say about their interactions; those of earlier cycles become this one's, to be looked at again. */
export async function storeSessionFindings(pool: Pool, { cycleId, agent }: { cycleId: string; agent: string }, all: readonly SessionFinding[]): Promise<void> {
  if (all.length === 0) return;
  await inTransaction(pool, async (db) => {
    const earlier = all.filter(({ ofThisCycle }) => !ofThisCycle).map(({ id }) => id);
    const mine = earlier.length === 0 || (await reclaimInteractions(db, agent, cycleId, earlier));
    const found = mine ? all : all.filter(({ ofThisCycle }) => ofThisCycle);
    if (mine) await db.query('update analyses set cycle_id = $1 where interaction_id = any($2) and cycle_id is not null', [cycleId, earlier]);
    const { rows } = await db.query<{ id: number }>(
      `update analyses a set tier = row.tier, session_tier = row.session_tier
       from jsonb_to_recordset($2::jsonb) as row(interaction_id bigint, tier text, session_tier text) where a.interaction_id = row.interaction_id and a.cycle_id = $1
       returning a.interaction_id as id`,
      [cycleId, JSON.stringify(found.map(({ id, tier, sessionTier }) => ({ interaction_id: id, tier, session_tier: sessionTier })))],
    );
    const stored = new Set(rows.map(({ id }) => id));
    await insertSignals(db, cycleId, found.filter(({ id }) => stored.has(id)));
  });
}

/** Bad cases of the cycle, and interactions in which nothing is asked. */
export async function countAnalyzed(db: Database, cycleId: string): Promise<{ badCases: number; rejected: number }> {
  const { rows } = await db.query<{ badCases: number; rejected: number }>(
    `select count(*) filter (where a.tier <> 'none' or exists (select 1 from signals s where s.interaction_id = i.id))::int as "badCases",
       count(*) filter (where not jsonb_path_exists(i.messages, '$[*] ? (@.role == "user" && @.content != "")'))::int as rejected
     from interactions i left join analyses a on a.interaction_id = i.id where i.cycle_id = $1`,
    [cycleId],
  );
  return rows[0] ?? { badCases: 0, rejected: 0 };
}
