import type { Tier } from '../../core/signals/tier.ts';
import { stream, type Pool } from './database.ts';

export type SliceRow = {
  id: string;
  at: Date;
  tier: Tier;
  session_tier: Tier | null;
  model: string | null;
  rating: number | null;
  signals: { code: string; detail: string; weight: 'high' | 'medium' }[];
  messages: unknown;
  reply: string;
  stats: Record<string, number | string | null>;
};

export type SliceFilter = { agent: string; tier: Tier | null; model: string | null; signals: readonly string[]; since: Date | null; limit: number | null };

/** Analyzed interactions that pass every part of the filter (of several signals, all), worst tier first. Streams. */
export function slice(pool: Pool, { agent, tier, model, signals, since, limit }: SliceFilter): AsyncGenerator<SliceRow> {
  return stream(
    pool,
    `select i.key as id, i.at, a.tier, a.session_tier, i.model, r.rating, i.messages, i.reply, a.stats,
       coalesce((select jsonb_agg(jsonb_build_object('code', s.code, 'detail', s.detail, 'weight', s.weight) order by s.code)
         from signals s where s.interaction_id = i.id), '[]') as signals
     from analyses a join interactions i on i.id = a.interaction_id
     left join current_ratings r on r.interaction_id = i.id
     where i.agent = $1 and ($2::text is null or a.tier = $2) and ($3::text is null or i.model = $3) and ($5::timestamptz is null or i.at >= $5)
       and (select count(distinct s.code) from signals s where s.interaction_id = i.id and s.code = any($4)) = cardinality($4)
     order by array_position(array['high_precision', 'watchlist', 'none'], a.tier), i.at, i.id limit $6`,
    [agent, tier, model, [...new Set(signals)], since, limit],
  );
}
