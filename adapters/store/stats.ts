import { lowRatingDetail, type Language } from '../../core/signals/reason-text.ts';
import { stream, type Database, type Pool } from './database.ts';

export type Improvement = {
  /** When the interaction came that crossed the threshold. */
  at: Date;
  reason: 'low_rating_rate';
  detail: string;
  /** Interactions up to then. */
  total_interactions: number;
  /** The cycle that answered it and what came of it, or null while it waits. */
  action: string | null;
};

export type Stats = {
  total_interactions: number;
  avg_rating: number | null;
  low_rated: number;
  improvements_triggered: number;
  latest_improvement: Improvement | null;
  improvements: Improvement[];
};

type StatsInput = { agent: string; lowRating: number; window: number; threshold: number; language?: Language };

/**
 * Figures of an agent. An improvement is a crossing: the low ratings among the last `window` interactions, rated or
 * not, reach the threshold. While they stay there it is the same one. Told from the log as it is now: rows that are erased, or
 * that come late with an earlier date, change where the crossings lie. A cycle that came to no end has answered none.
 */
export async function readStats(db: Database, { agent, lowRating, window, threshold, language = 'en' }: StatsInput): Promise<Stats> {
  const totals = await db.query<{ total: number; avg: number | null; low: number }>(
    `select count(*)::int as total, avg(r.rating)::float8 as avg, count(*) filter (where r.rating <= $2)::int as low
     from interactions i left join current_ratings r on r.interaction_id = i.id where i.agent = $1`,
    [agent, lowRating],
  );
  const crossings = await db.query<{ at: Date; low: number; looked: number; position: number; ingested_at: Date }>(
    `with ordered as (
       select i.at, i.id, i.ingested_at, row_number() over last as position,
         count(*) filter (where r.rating <= $2) over (last rows between $3 preceding and current row) as low
       from interactions i left join current_ratings r on r.interaction_id = i.id where i.agent = $1
       window last as (order by i.at, i.id)),
     marked as (select *, lag(low, 1, 0) over (order by at, id) as before from ordered)
     select at, ingested_at, low::int, position::int, least(position, $3 + 1)::int as looked from marked
     where low >= $4 and before < $4 order by at, id`,
    [agent, lowRating, window - 1, threshold],
  );
  const cycles = await db.query<{ id: string; cutoff: Date; outcome: string | null }>(
    `select id, cutoff, outcome from cycles where agent = $1 and (outcome is null or outcome not in ('cancelled', 'failed', 'no_suite')) order by cutoff, id`,
    [agent],
  );
  const improvements = crossings.rows.map((row): Improvement => {
    const answered = cycles.rows.find((cycle) => cycle.cutoff >= row.ingested_at);
    return {
      at: row.at, reason: 'low_rating_rate', total_interactions: row.position,
      detail: lowRatingDetail({ low: row.low, looked: row.looked, atMost: lowRating, threshold }, language),
      action: answered ? `${answered.id}: ${answered.outcome ?? 'running'}` : null,
    };
  });
  const { total = 0, avg = null, low = 0 } = totals.rows[0] ?? {};
  return {
    total_interactions: total,
    avg_rating: avg === null ? null : Math.round(avg * 10) / 10,
    low_rated: low,
    improvements_triggered: improvements.length,
    latest_improvement: improvements.at(-1) ?? null,
    improvements,
  };
}

export type BadCase = {
  id: string;
  at: Date;
  rating: number | null;
  signals: string[];
  messages: unknown;
  reply: string;
  error_type: string | null;
  severity: string | null;
  corrected_reply: string | null;
};

/** Bad cases, worst rating first; those without a rating (tool errors, empty replies) come last. Streams. */
export function badCases(pool: Pool, agent: string, lowRating: number, limit: number): AsyncGenerator<BadCase> {
  return stream(
    pool,
    `select i.key as id, i.at, r.rating, i.messages, i.reply, a.error_type, a.severity, a.corrected_reply,
       array(select code from signals s where s.interaction_id = i.id order by code) as signals
     from interactions i
     left join current_ratings r on r.interaction_id = i.id
     left join lateral (
       select error_type, severity, corrected_reply from annotations a where a.interaction_id = i.id and a.status = 'ok' order by created_at desc limit 1) a on true
     where i.agent = $1 and (r.rating <= $2 or exists (select 1 from signals s where s.interaction_id = i.id))
     order by r.rating nulls last, i.at, i.id limit $3`,
    [agent, lowRating, limit],
  );
}
