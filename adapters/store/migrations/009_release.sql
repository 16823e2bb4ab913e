-- Up Migration
create table aliases (
  agent text not null references agents,
  name text not null check (name in ('champion', 'previous')),
  candidate_id text not null references candidates,
  since timestamptz not null default now(),
  primary key (agent, name)
);

create table decisions (
  cycle_id text primary key references cycles,
  agent text not null references agents,
  champion_id text not null references candidates,
  candidate_id text not null references candidates,
  suite_id text not null references suites,
  verdict text not null,
  reason_codes text[] not null,
  evidence jsonb not null,
  at timestamptz not null default now()
);

create table releases (
  id text primary key,
  agent text not null references agents,
  candidate_id text not null references candidates,
  cycle_id text not null references cycles,
  status text not null,
  needs_approval boolean not null,
  decided_by text,
  why text,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);
create index releases_waiting on releases (agent) where closed_at is null;

create table audit (
  id bigint generated always as identity primary key,
  key text not null unique,
  agent text not null references agents,
  at timestamptz not null default now(),
  action text not null,
  by text not null,
  why text not null,
  candidate_id text references candidates,
  previous_id text references candidates,
  cycle_id text references cycles
);
create index audit_of_agent on audit (agent, at desc);
