-- Up Migration
alter table training_jobs
  add column provider_status text,
  add column validation_file_id text,
  -- Of the file that was handed over: lines, tokens of one epoch (estimated).
  add column file_rows int,
  add column file_tokens bigint,
  -- Passes over the file that the trainer made.
  add column epochs double precision,
  add column estimated_usd double precision,
  add column estimated_seconds double precision,
  -- What the trainer itself says the job cost, where it does.
  add column cost_usd double precision,
  add column artefact_path text,
  add column artefact_hash text,
  -- [{code, ...numbers}]: what a person should know, although nothing failed.
  add column warnings jsonb not null default '[]';

-- What a trainer says while it works. `id` is the trainer's own, so that reading a page twice changes nothing.
create table training_events (
  training_key text not null references training_jobs,
  id text not null,
  at timestamptz not null,
  step int,
  total_steps int,
  loss double precision,
  valid_loss double precision,
  message text not null,
  primary key (training_key, id)
);
create index training_events_in_order on training_events (training_key, at, id);

-- Verified samples that were held out to watch the training on a dataset.
create table dataset_validation (
  dataset_id text not null references datasets,
  sample_id text not null references samples on delete cascade,
  primary key (dataset_id, sample_id)
);

-- Jobs at a trainer that carry this installation's mark and that no row of training_jobs knows: somebody pays for them.
create table orphaned_jobs (
  trainer text not null,
  job_id text not null,
  training_key text not null,
  status text not null,
  first_seen timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  primary key (trainer, job_id)
);

-- Stands in the metadata of every job, so that an installation does not report the jobs of another one of the same account.
insert into installation (name, value) values ('id', gen_random_uuid()) on conflict do nothing;
