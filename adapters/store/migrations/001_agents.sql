-- Up Migration
create table agents (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null default now()
);

-- Every applied flywheel.yaml, so that a cycle can say which configuration it ran under.
create table agent_versions (
  agent text not null references agents,
  version int not null,
  config jsonb not null,
  applied_by text not null,
  applied_at timestamptz not null default now(),
  primary key (agent, version)
);

-- The installation's own facts; `pseudonym_key_check` detects a changed key before it splits users in two.
create table installation (
  name text primary key,
  value text not null
);
