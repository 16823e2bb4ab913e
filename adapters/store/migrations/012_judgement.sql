-- Up Migration
-- All that a judge said, without the values of personal data that it found. The columns beside it are what the stages read.
alter table annotations
  add column judgement jsonb,
  -- The first answer could not be used, the second could.
  add column repaired boolean not null default false,
  -- What was wrong with an answer that could not be used; quotes nothing of it.
  add column fault text;

-- Personal data that a judge found after the rules had not: where and what kind, never the value.
create table pii_findings (
  id bigint generated always as identity primary key,
  interaction_id bigint not null references interactions on delete cascade,
  cycle_id text not null references cycles,
  judge text not null,
  prompt_version text not null,
  field text not null,
  category text not null,
  -- Places in the interaction and its feedback that were replaced.
  replaced int not null,
  at timestamptz not null default now(),
  unique (cycle_id, interaction_id, field, category)
);
