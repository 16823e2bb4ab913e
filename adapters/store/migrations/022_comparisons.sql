-- Up Migration
-- A reply that only counts beside another one has no score of its own.
alter table results alter column score drop not null;

-- What a judge said of two replies in one order; `key` is a hash of all that the answer depends on, so nobody asks twice. While it
-- is asked, whoever asks holds the row. An error stands in the place of a verdict until another cycle asks again.
create table comparisons (
  key text primary key,
  agent text not null references agents,
  -- Of the case: see suite_cases.content.
  content text not null,
  judge text not null,
  prompt_version text not null,
  better text check (better in ('first', 'second', 'tie')),
  error text,
  cycle_id text not null references cycles,
  claimed_by text,
  claimed_until timestamptz,
  at timestamptz not null default now()
);
create index comparisons_of_content on comparisons (content);
create index comparisons_held on comparisons (claimed_by) where claimed_by is not null;
