-- Up Migration
-- Suites have versions: of one family share their looks, since most of their cases are the same.
alter table suites add column version int not null default 1, add column family text, add column origin text not null default 'import';
update suites set family = id;
update suites s set version = n.number from (select id, row_number() over (partition by agent order by created_at, id) as number from suites) n where n.id = s.id;
alter table suites alter column family set not null;

alter table suite_cases
  add column part text not null default 'open' check (part in ('open', 'sealed', 'reserve')),
  add column kind text not null default 'general',
  -- Of what is asked, what passes and how: the same case in another version of the suite need not be asked again.
  add column content text,
  -- Session or user (a pseudonym): cases of one are not independent of each other.
  add column case_group text,
  -- Of a regression: the model that had given the bad reply.
  add column found_model text,
  -- Definitions of the tools that the agent may call, in the shape of the OpenAI API.
  add column tools jsonb;
create index suite_cases_of_content on suite_cases (content);

-- Every verdict that a suite was asked for, and every opening of its sealed part.
create table suite_looks (
  key text primary key,
  agent text not null references agents,
  suite_id text not null references suites,
  purpose text not null check (purpose in ('gate', 'opened')),
  candidate_id text references candidates,
  cycle_id text references cycles,
  by text,
  why text,
  at timestamptz not null default now()
);
create index suite_looks_of_suite on suite_looks (suite_id);

-- An answer is of one repeat under settings (seed, prompts of a grading model ...); `cycle_id` is the cycle that paid for
-- it, null where it was taken over from another version of the suite. An error is a row of its own kind: score 0, asked
-- again by the next cycle.
alter table results
  add column settings text not null default '',
  add column repeat int not null default 0,
  add column error text,
  add column cost_usd double precision,
  add column cycle_id text references cycles,
  add column route text,
  add column tool_calls jsonb,
  -- Of a score that a model gave: which one, its answers to the criteria, tokens and cost.
  add column judged jsonb;
alter table results drop constraint results_pkey, add primary key (candidate_id, suite_id, settings, case_id, repeat);
create index results_of_cycle on results (cycle_id) where cycle_id is not null;

-- Under which names a model's answers come: learned when it is deployed.
create table answer_names (
  model text not null,
  name text not null,
  at timestamptz not null default now(),
  primary key (model, name)
);

-- Of one cycle: what each side did, and of a candidate the comparison with the champion.
alter table evaluations add column cycle_id text references cycles, add column settings text not null default '', add column summary jsonb;
alter table evaluations alter column report drop not null, drop constraint evaluations_candidate_id_suite_id_key;
create unique index evaluations_of_cycle on evaluations (cycle_id, candidate_id);
create index evaluations_on_suite on evaluations (suite_id, candidate_id);

-- One decision a candidate; `input` is the whole evidence with the policy, `released` the one that went on.
alter table decisions add column input jsonb, add column released boolean not null default true;
alter table decisions drop constraint decisions_pkey, add primary key (cycle_id, candidate_id);
