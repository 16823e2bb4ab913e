-- Up Migration
create table cycles (
  id text primary key,
  agent text not null references agents,
  agent_version int not null,
  run_id text not null,
  trigger text not null,
  cutoff timestamptz not null,
  stage text not null,
  verdict text,
  outcome text,
  reason text,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (agent, agent_version) references agent_versions
);
create index cycles_of_agent on cycles (agent, started_at desc);

-- One row a finished stage: what the table in the Temporal UI and `status` show.
create table cycle_stages (
  cycle_id text not null references cycles,
  stage text not null,
  counts jsonb not null,
  finished_at timestamptz not null default now(),
  primary key (cycle_id, stage)
);

-- One cycle per agent from collect to verdict. Whoever finds it held asks Temporal whether that run is still open.
create table leases (
  agent text primary key references agents,
  cycle_id text not null references cycles,
  run_id text not null,
  acquired_at timestamptz not null default now()
);

-- Details of failures that must not enter a workflow history (they may echo a user's text).
create table failures (
  id bigint generated always as identity primary key,
  workflow_id text not null,
  activity text not null,
  attempt int not null,
  type text not null,
  status int,
  request_id text,
  detail text not null,
  at timestamptz not null default now()
);
create index failures_of_workflow on failures (workflow_id, at);
