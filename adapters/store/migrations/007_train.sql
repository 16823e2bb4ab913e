-- Up Migration
-- The intent to buy one training. `key` is a hash of everything that makes the training what it is.
create table training_jobs (
  key text primary key,
  content_key text not null,
  generation int not null,
  agent text not null references agents,
  cycle_id text not null references cycles,
  dataset_id text not null references datasets,
  trainer text not null,
  base_model text not null,
  hyperparameters jsonb not null,
  -- Whoever may look up and create at the provider now, and until when nobody else may.
  owner text,
  deadline timestamptz,
  file_id text,
  provider_job_id text unique,
  adopted boolean not null default false,
  status text not null default 'intended',
  tuned_model text,
  trained_tokens bigint,
  error_code text,
  created_at timestamptz not null default now(),
  submitted_at timestamptz,
  ended_at timestamptz,
  unique (content_key, generation)
);

-- A way of answering: model + system prompt + examples (+ routing, later). Immutable, content-addressed.
create table candidates (
  id text primary key,
  agent text not null references agents,
  model text not null,
  base_model text,
  system_prompt text,
  examples jsonb not null default '[]',
  dataset_id text references datasets,
  training_key text references training_jobs,
  cycle_id text references cycles,
  rolled_back_at timestamptz,
  created_at timestamptz not null default now()
);
