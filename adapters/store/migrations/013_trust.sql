-- Up Migration
-- A judge is a model, a prompt and settings: a change of any opens a new record, which starts without trust.
create table judges (
  id text primary key,
  model text not null,
  prompt_version text not null,
  settings jsonb not null,
  first_at timestamptz not null default now()
);
alter table annotations add column judge_id text references judges;
create index annotations_of_judge on annotations (judge_id) where judge_id is not null;

-- How far a user's votes depend on the reply; made anew by each cycle from all votes.
create table user_reliability (
  agent text not null references agents,
  user_id text not null,
  low double precision not null check (low between 0 and 1),
  high double precision not null check (high between 0 and 1),
  votes int not null,
  labelled int not null,
  at timestamptz not null default now(),
  primary key (agent, user_id)
);

-- How likely an interaction is bad, by what its users said and did, and what that rests on.
create table feedback_beliefs (
  interaction_id bigint primary key references interactions on delete cascade,
  cycle_id text not null references cycles,
  probability double precision not null check (probability between 0 and 1),
  evidence jsonb not null,
  at timestamptz not null default now()
);

-- What people say; the newest label of an annotator counts, older ones stay.
create table human_labels (
  id bigint generated always as identity primary key,
  agent text not null references agents,
  interaction_id bigint not null references interactions on delete cascade,
  rubric text not null,
  label text not null,
  annotator text not null,
  at timestamptz not null,
  received_at timestamptz not null default now(),
  unique (interaction_id, rubric, annotator, at)
);
create index human_labels_of_agent on human_labels (agent, rubric, at desc);

-- What the annotators of an interaction say together; made anew when labels come.
create table human_consensus (
  interaction_id bigint not null references interactions on delete cascade,
  rubric text not null,
  label text not null,
  probability double precision not null check (probability between 0 and 1),
  annotators int not null,
  -- Of the newest label.
  at timestamptz not null,
  primary key (interaction_id, rubric)
);

-- A corrected reply on its way to be a sample.
create table corrections (
  id bigint generated always as identity primary key,
  interaction_id bigint not null references interactions on delete cascade,
  annotation_id bigint not null references annotations on delete cascade,
  cycle_id text not null references cycles,
  reply text not null,
  source text not null check (source in ('judge', 'user')),
  -- Who wrote it, where a user did.
  user_id text,
  status text not null check (status in ('proposed', 'verified', 'rejected', 'human')),
  -- [{check, result, code}]: what it passed, failed or left to people.
  checks jsonb not null,
  -- Of the second judgement; null where a check had decided before it.
  second_judge text,
  decided_at timestamptz not null default now(),
  unique (annotation_id)
);
create index corrections_of_cycle on corrections (cycle_id);
create index corrections_of_interaction on corrections (interaction_id, id desc);

-- The same judge asked again, in another order: how far it agrees with itself.
create table judge_retests (
  annotation_id bigint primary key references annotations on delete cascade,
  -- Null where the answer could not be read or was not given.
  verdict text check (verdict in ('good', 'bad')),
  at timestamptz not null default now()
);

-- Why a person should look at an interaction. A label closes it.
create table review_flags (
  interaction_id bigint not null references interactions on delete cascade,
  rubric text not null,
  reason text not null,
  cycle_id text references cycles,
  at timestamptz not null default now(),
  primary key (interaction_id, rubric, reason)
);

-- What was given to people, and whether chance alone had chosen it: only then does it speak for all.
create table review_items (
  interaction_id bigint not null references interactions on delete cascade,
  rubric text not null,
  part text not null check (part in ('random', 'disputed')),
  -- Of a review of corrections: which one was shown.
  correction_id bigint references corrections on delete set null,
  exported_at timestamptz not null default now(),
  primary key (interaction_id, rubric)
);

-- `human`: a person has decided, and no judge changes it. `contributor`: the user whose own words the reply is.
alter table samples add column contributor text;
alter table samples drop constraint samples_status_check;
alter table samples add constraint samples_status_check check (status in ('verified', 'human', 'superseded'));
drop index samples_of_agent;
create index samples_of_agent on samples (agent, id) where status in ('verified', 'human');
