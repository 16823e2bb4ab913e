-- Up Migration
create table suites (
  id text primary key,
  agent text not null references agents,
  name text not null,
  cases int not null,
  created_at timestamptz not null default now()
);
create index suites_of_agent on suites (agent, created_at desc);

create table suite_cases (
  suite_id text not null references suites,
  case_id text not null,
  position int not null,
  messages jsonb not null,
  expected text not null,
  intent text not null,
  grader text not null,
  hard boolean not null default false,
  slices jsonb not null default '{}',
  fingerprint text not null,
  primary key (suite_id, case_id),
  unique (suite_id, position)
);

create table results (
  candidate_id text not null references candidates,
  suite_id text not null,
  case_id text not null,
  reply text not null,
  score double precision not null,
  model text not null,
  prompt_tokens int not null,
  completion_tokens int not null,
  latency_ms double precision not null,
  at timestamptz not null default now(),
  primary key (candidate_id, suite_id, case_id),
  foreign key (suite_id, case_id) references suite_cases
);

create table evaluations (
  id text primary key,
  candidate_id text not null references candidates,
  suite_id text not null references suites,
  n int not null,
  passed int not null,
  report jsonb not null,
  created_at timestamptz not null default now(),
  unique (candidate_id, suite_id)
);
