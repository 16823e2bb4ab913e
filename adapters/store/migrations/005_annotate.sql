-- Up Migration
create table annotation_plan (
  cycle_id text not null references cycles,
  interaction_id bigint not null references interactions on delete cascade,
  batch int not null,
  reason text not null,
  primary key (cycle_id, interaction_id)
);
create index annotation_plan_batches on annotation_plan (cycle_id, batch);

create table annotations (
  id bigint generated always as identity primary key,
  interaction_id bigint not null references interactions on delete cascade,
  cycle_id text not null references cycles,
  judge text not null,
  prompt_version text not null,
  status text not null check (status in ('ok', 'unparsable', 'refused')),
  verdict text check (verdict in ('good', 'bad')),
  error_type text,
  severity text,
  intent text,
  corrected_reply text,
  confidence real check (confidence between 0 and 1),
  -- Only of answers that could not be parsed: what the judge said, for a person to look at.
  raw text,
  created_at timestamptz not null default now(),
  unique (cycle_id, interaction_id)
);
create index annotations_of_interaction on annotations (interaction_id, created_at desc);

create table ledger (
  key text primary key,
  agent text not null references agents,
  cycle_id text references cycles,
  stage text not null,
  model text not null,
  prompt_tokens bigint not null default 0,
  completion_tokens bigint not null default 0,
  trained_tokens bigint not null default 0,
  -- Null where the provider's price is not known: never 0.
  cost_usd double precision,
  at timestamptz not null default now()
);
create index ledger_of_cycle on ledger (cycle_id, stage);
