-- Up Migration
-- Who may call which model when: see core/pace. It may be lost at any time, so it costs no write-ahead log; after a
-- crash of the database everybody starts with a clean slate. Short rows, rewritten often.
create unlogged table paces (
  key text primary key,
  state jsonb not null
) with (fillfactor = 50);

-- A call is entered before it is made (`open`) and settled after its answer (`calls`). What is still open when its stage
-- has ended was lost: begun, perhaps paid, never heard of.
alter table ledger
  add column calls int not null default 1,
  add column open int not null default 0,
  -- Answered out of `answers`: nothing was paid.
  add column cached boolean not null default false,
  -- USD per token, and the day of the list that it is from.
  add column prompt_price double precision,
  add column completion_price double precision,
  add column price_as_of date;

-- What a stage of a cycle has spent and set aside for calls under way, so that many workers keep one budget without
-- adding up the ledger before every call.
create table spending (
  cycle_id text not null references cycles,
  stage text not null,
  calls bigint not null default 0,
  tokens bigint not null default 0,
  usd double precision not null default 0,
  primary key (cycle_id, stage)
);

-- Paid answers of models by a hash of all that was asked. They go with the interaction that they speak of.
create table answers (
  key text primary key,
  model text not null,
  interaction_id bigint references interactions on delete cascade,
  reply jsonb not null,
  at timestamptz not null default now()
);
create index answers_of_interaction on answers (interaction_id);
create index answers_by_age on answers (at);

-- `unavailable`: the provider answered others, and failed on this one again and again.
alter table annotations drop constraint annotations_status_check;
alter table annotations add constraint annotations_status_check check (status in ('ok', 'unparsable', 'refused', 'unavailable'));

alter table annotation_plan
  -- What the reason rests on: a probability, a margin, a guessed intent.
  add column detail jsonb not null default '{}',
  -- Null: judged, or still to be. Else why it was left out.
  add column skipped text check (skipped in ('budget', 'price_unknown')),
  add column failed_attempts int not null default 0,
  add column first_failed_at timestamptz;
