-- Up Migration
-- What was found out about an interaction. Late feedback takes the cycle away: its tier is open again, and the next
-- cycle that claims the interaction looks anew.
create table analyses (
  interaction_id bigint primary key references interactions on delete cascade,
  cycle_id text references cycles,
  tier text not null check (tier in ('high_precision', 'watchlist', 'none')),
  session_tier text check (session_tier in ('high_precision', 'watchlist', 'none')),
  ends_on_error boolean not null,
  stats jsonb not null
);
create index analyses_of_cycle on analyses (cycle_id);
create index analyses_suspicious on analyses (tier, interaction_id) where tier <> 'none';
create index interactions_of_session on interactions (agent, session_id) where session_id is not null;

-- What was usual when a cycle collected: later cycles compare with it, the cycle itself never does.
create table calibrations (
  cycle_id text primary key references cycles,
  agent text not null references agents,
  calibration jsonb not null,
  made_at timestamptz not null default now()
);
create index calibrations_of_agent on calibrations (agent, made_at desc);
