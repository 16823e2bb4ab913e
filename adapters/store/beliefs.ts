import type { Evidence } from '../../core/feedback/bad-probability.ts';
import type { Reliability, Vote } from '../../core/feedback/reliability.ts';
import type { Feedback } from '../../core/interaction/feedback.ts';
import { chunks, stream, type Database, type Pool } from './database.ts';

const rowsPerStatement = 1_000;

/** Votes older than this say little about how somebody votes today. */
const votesKept = '180 days';

/** The latest vote of each user on each interaction of the agent; one who gives no name is nobody. */
export async function readVotes(db: Database, agent: string, lowRating: number): Promise<Vote[]> {
  const { rows } = await db.query<Vote>(
    `select distinct on (who, f.interaction_id) coalesce(f.user_id, i.user_id) as who, coalesce(f.user_id, i.user_id) as user, f.interaction_id::text as item,
       coalesce(f.rating <= $2, f.thumbs = 'down') as low
     from feedback f join interactions i on i.id = f.interaction_id
     where f.agent = $1 and (f.rating is not null or f.thumbs is not null) and coalesce(f.user_id, i.user_id) is not null and f.at > now() - $3::interval
     order by who, f.interaction_id, f.at desc, f.id desc`,
    [agent, lowRating, votesKept],
  );
  return rows.map(({ user, item, low }) => ({ user, item, low }));
}

/** Interactions with a verdict: a person's where there is one, else the judge's newest. */
export async function readVerdicts(db: Database, agent: string): Promise<{ item: string; verdict: 'good' | 'bad'; human: boolean }[]> {
  const { rows } = await db.query<{ item: string; verdict: 'good' | 'bad'; human: boolean }>(
    `select i.id::text as item, coalesce(h.label, a.verdict) as verdict, h.label is not null as human
     from interactions i
     left join human_consensus h on h.interaction_id = i.id and h.rubric = 'verdict'
     left join lateral (select verdict from annotations a where a.interaction_id = i.id and a.status = 'ok' order by a.created_at desc, a.id desc limit 1) a on true
     where i.agent = $1 and coalesce(h.label, a.verdict) in ('good', 'bad')
       and exists (select 1 from feedback f where f.interaction_id = i.id and (f.rating is not null or f.thumbs is not null))`,
    [agent],
  );
  return rows;
}

export async function storeReliability(db: Database, agent: string, users: ReadonlyMap<string, Reliability>): Promise<void> {
  const rows = Array.from(users, ([user_id, reliability]) => ({ user_id, ...reliability }));
  for (const chunk of chunks(rows, rowsPerStatement)) {
    await db.query(
      `insert into user_reliability (agent, user_id, low, high, votes, labelled)
       select $1, user_id, low, high, votes, labelled from jsonb_to_recordset($2::jsonb) as row(user_id text, low float8, high float8, votes int, labelled int)
       on conflict (agent, user_id) do update set low = excluded.low, high = excluded.high, votes = excluded.votes, labelled = excluded.labelled, at = now()`,
      [agent, JSON.stringify(chunk)],
    );
  }
}

/** All that users said and did about one claimed interaction: of rating, thumbs and outcome the latest, of texts all. */
export type ClaimedFeedback = {
  id: number;
  user: string | null;
  rating: number | null;
  thumbs: 'up' | 'down' | null;
  texts: string[];
  corrected: boolean;
  outcome: NonNullable<Feedback['outcome']> | null;
  askedAgain: boolean;
  abandoned: boolean;
};

/** Claimed interactions about which anything was said or done. Streams. */
export function claimedFeedback(pool: Pool, cycleId: string): AsyncGenerator<ClaimedFeedback> {
  return stream(
    pool,
    `select i.id, coalesce(said.user_id, i.user_id) as user, said.rating, said.thumbs, coalesce(said.texts, '{}') as texts, coalesce(said.corrected, false) as corrected, said.outcome,
       coalesce(did.codes, '{}') @> '{user_retry_or_rephrase}' as "askedAgain", coalesce(did.codes, '{}') @> '{user_abandoned}' as abandoned
     from interactions i
     left join lateral (
       select (array_agg(f.user_id order by f.at desc, f.id desc) filter (where f.user_id is not null))[1] as user_id,
         (array_agg(f.rating order by f.at desc, f.id desc) filter (where f.rating is not null))[1] as rating,
         (array_agg(f.thumbs order by f.at desc, f.id desc) filter (where f.thumbs is not null))[1] as thumbs,
         array_agg(f.text order by f.at, f.id) filter (where f.text is not null) as texts,
         (array_agg(f.outcome order by f.at desc, f.id desc) filter (where f.outcome is not null))[1] as outcome,
         bool_or(f.correction is not null) as corrected
       from feedback f where f.interaction_id = i.id) said on true
     left join lateral (select array_agg(s.code) as codes from signals s where s.interaction_id = i.id) did on true
     where i.cycle_id = $1 and (said.corrected is not null or did.codes && '{user_retry_or_rephrase,user_abandoned}')
     order by i.id`,
    [cycleId],
    rowsPerStatement,
  );
}

export type StoredBelief = { id: number; probability: number; evidence: readonly Evidence[] };

/** The belief of the cycle that looked last stands. */
export async function storeBeliefs(db: Database, cycleId: string, beliefs: readonly StoredBelief[]): Promise<void> {
  for (const chunk of chunks(beliefs, rowsPerStatement)) {
    await db.query(
      `insert into feedback_beliefs (interaction_id, cycle_id, probability, evidence)
       select id, $1, probability, evidence from jsonb_to_recordset($2::jsonb) as row(id bigint, probability float8, evidence jsonb)
       on conflict (interaction_id) do update set cycle_id = excluded.cycle_id, probability = excluded.probability, evidence = excluded.evidence, at = now()`,
      [cycleId, JSON.stringify(chunk)],
    );
  }
}
