-- Up Migration
create table samples (
  id text primary key,
  agent text not null references agents,
  origin text not null check (origin in ('import', 'correction', 'good')),
  messages jsonb not null,
  reply text not null,
  intent text not null,
  fingerprint text not null,
  status text not null default 'verified' check (status in ('verified', 'superseded')),
  interaction_id bigint references interactions on delete cascade,
  annotation_id bigint references annotations on delete cascade,
  cycle_id text references cycles,
  created_at timestamptz not null default now()
);
create index samples_of_agent on samples (agent, id) where status = 'verified';
create index samples_of_interaction on samples (interaction_id) where interaction_id is not null;

create table datasets (
  id text primary key,
  agent text not null references agents,
  cycle_id text not null references cycles,
  rows int not null,
  lines int not null,
  limits_held boolean not null,
  report jsonb not null,
  created_at timestamptz not null default now()
);

create table dataset_rows (
  dataset_id text not null references datasets,
  sample_id text not null references samples on delete cascade,
  copies int not null check (copies > 0),
  weight double precision not null,
  primary key (dataset_id, sample_id)
);
