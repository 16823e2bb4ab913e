import type { Message } from '../../core/interaction/message.ts';
import type { Signal } from '../../core/signals/signal.ts';
import type { Tier } from '../../core/signals/tier.ts';
import { reclaimInteractions } from './claims.ts';
import { inTransaction, stream, type Database, type Pool } from './database.ts';

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

/** The next claimed interactions of a shard that this cycle has not analyzed, with their latest feedback: after a stop, just the rest. */
export async function unanalyzed(db: Database, cycleId: string, { index, of }: Shard, limit: number): Promise<ClaimedInteraction[]> {
  const { rows } = await db.query<ClaimedInteraction>(
    `select i.id, i.session_id as session, i.model, i.messages, i.reply, i.prompt_tokens as "promptTokens", i.completion_tokens as "completionTokens",
       i.latency_ms as "latencyMs", i.tool_errors as "toolErrors", r.rating, t.thumbs,
       exists (select 1 from feedback f where f.interaction_id = i.id and (f.text is not null or f.correction is not null)) as "hasFeedbackText"
     from interactions i
     left join analyses a on a.interaction_id = i.id and a.cycle_id = $1
     left join lateral (select rating from feedback f where f.interaction_id = i.id and rating is not null order by f.at desc, f.id desc limit 1) r on true
     left join lateral (select thumbs from feedback f where f.interaction_id = i.id and thumbs is not null order by f.at desc, f.id desc limit 1) t on true
     where i.cycle_id = $1 and a.interaction_id is null and (hashint8(i.id) & 2147483647) % $2 = $3
     order by i.id limit $4`,
    [cycleId, of, index, limit],
  );
  return rows;
}

export type Analysis = { id: number; tier: Tier; endsOnError: boolean; stats: Record<string, number | string | null>; signals: readonly Signal[] };

/** Stores what was found about some interactions, in place of what an earlier look found. */
export async function storeAnalyses(pool: Pool, cycleId: string, found: readonly Analysis[]): Promise<void> {
  if (found.length === 0) return;
  await inTransaction(pool, async (db) => {
    await db.query(
      `insert into analyses (interaction_id, cycle_id, tier, ends_on_error, stats)
       select interaction_id, $1, tier, ends_on_error, stats from jsonb_to_recordset($2::jsonb) as row(interaction_id bigint, tier text, ends_on_error boolean, stats jsonb)
       order by interaction_id
       on conflict (interaction_id) do update set cycle_id = excluded.cycle_id, tier = excluded.tier, session_tier = null, ends_on_error = excluded.ends_on_error, stats = excluded.stats`,
      [cycleId, JSON.stringify(found.map(({ id, tier, endsOnError, stats }) => ({ interaction_id: id, tier, ends_on_error: endsOnError, stats })))],
    );
    await db.query('delete from signals where interaction_id = any($1)', [found.map(({ id }) => id)]);
    await insertSignals(db, cycleId, found);
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

export type SessionMember = { id: number; session: string; at: Date; messages: Message[]; endsOnError: boolean; tier: Tier; ofThisCycle: boolean; /** Already known that its question came again. */ askedAgain: boolean; signals: { code: string; weight: 'high' | 'medium' }[] };

/** Every analyzed interaction of the sessions that the cycle's interactions belong to, session by session. */
export function sessionMembers(pool: Pool, cycleId: string, agent: string): AsyncGenerator<SessionMember> {
  return stream(
    pool,
    `select i.id, i.session_id as session, i.at, i.messages, a.ends_on_error as "endsOnError", a.tier, i.cycle_id = $1 and a.cycle_id = $1 as "ofThisCycle",
       exists (select 1 from signals s where s.interaction_id = i.id and s.code = 'user_retry_or_rephrase') as "askedAgain",
       coalesce((select jsonb_agg(jsonb_build_object('code', s.code, 'weight', s.weight) order by s.code) from signals s
         where s.interaction_id = i.id and s.code not in ('user_retry_or_rephrase', 'user_abandoned')), '[]') as signals
     from interactions i join analyses a on a.interaction_id = i.id
     where i.agent = $2 and i.session_id in (select session_id from interactions where cycle_id = $1)
     order by i.session_id, i.at, i.id`,
    [cycleId, agent],
  );
}

export type SessionFinding = { id: number; ofThisCycle: boolean; tier: Tier; sessionTier: Tier; signals: readonly Signal[] };

/** Stores what sessions say about their interactions; those of earlier cycles become this one's, to be looked at again. */
export async function storeSessionFindings(pool: Pool, { cycleId, agent }: { cycleId: string; agent: string }, all: readonly SessionFinding[]): Promise<void> {
  if (all.length === 0) return;
  await inTransaction(pool, async (db) => {
    const earlier = all.filter(({ ofThisCycle }) => !ofThisCycle).map(({ id }) => id);
    const mine = earlier.length === 0 || (await reclaimInteractions(db, agent, cycleId, earlier));
    const found = mine ? all : all.filter(({ ofThisCycle }) => ofThisCycle);
    if (mine) await db.query('update analyses set cycle_id = $1 where interaction_id = any($2)', [cycleId, earlier]);
    await db.query(
      `update analyses a set tier = row.tier, session_tier = row.session_tier
       from jsonb_to_recordset($2::jsonb) as row(interaction_id bigint, tier text, session_tier text) where a.interaction_id = row.interaction_id and a.cycle_id = $1`,
      [cycleId, JSON.stringify(found.map(({ id, tier, sessionTier }) => ({ interaction_id: id, tier, session_tier: sessionTier })))],
    );
    await insertSignals(db, cycleId, found);
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
