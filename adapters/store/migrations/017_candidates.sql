-- Up Migration
alter table candidates add column routing jsonb;
-- The version of `answerAs` that the candidate was made for.
alter table candidates add column answering_version int not null default 1;

-- What a cycle made, in the order in which it made it.
create table cycle_candidates (
  cycle_id text not null references cycles,
  candidate_id text not null references candidates,
  kind text not null check (kind in ('training', 'prompt', 'routing')),
  position int not null,
  -- False: registered, but not put before the gate (the runners-up of a sweep).
  gated boolean not null,
  note jsonb not null default '{}',
  primary key (cycle_id, candidate_id)
);

-- What a way of answering said to verified samples of the validation and training side: what searches choose by.
-- Never a case of a suite. `way` is a hash of model, prompt, examples and routing, so each question is paid for once.
create table search_answers (
  way text not null,
  sample_id text not null references samples on delete cascade,
  agent text not null references agents,
  cycle_id text not null references cycles,
  reply text not null,
  score double precision not null,
  margin double precision,
  prompt_tokens int not null,
  completion_tokens int not null,
  cost_usd double precision,
  latency_ms double precision not null,
  at timestamptz not null default now(),
  primary key (way, sample_id)
);

-- The jobs of a sweep: one setting each, planned once.
create table sweep_jobs (
  cycle_id text not null references cycles,
  position int not null,
  hyperparameters jsonb not null,
  estimate_usd double precision,
  training_key text references training_jobs,
  candidate_id text references candidates,
  status text not null default 'planned' check (status in ('planned', 'running', 'succeeded', 'failed', 'stopped_early', 'cancelled')),
  -- Of the validation loss, as the trainer reports it.
  best_loss double precision,
  right_answers int,
  asked int,
  cost_usd double precision,
  primary key (cycle_id, position)
);

-- Sets of demonstrations and instructions that a search tries, planned once a round.
create table prompt_trials (
  cycle_id text not null references cycles,
  round int not null,
  trial int not null,
  model text not null,
  system_prompt text,
  examples jsonb not null,
  sample_ids text[] not null,
  recipe text not null,
  primary key (cycle_id, round, trial)
);

-- Clusters of bad cases and what is to be done about them.
create table remedies (
  cycle_id text not null references cycles,
  error_type text not null,
  intent text not null,
  cases int not null,
  share double precision not null,
  remedy text not null,
  because text not null,
  interaction_ids bigint[] not null,
  primary key (cycle_id, error_type, intent)
);
