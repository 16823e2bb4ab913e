-- Up Migration
create table interactions (
  id bigint generated always as identity primary key,
  agent text not null references agents,
  key text not null,
  at timestamptz not null,
  ingested_at timestamptz not null default now(),
  session_id text,
  user_id text,
  model text,
  messages jsonb not null,
  reply text not null,
  prompt_tokens int,
  completion_tokens int,
  latency_ms int,
  margin real check (margin between 0 and 1),
  tool_errors int not null default 0,
  unique (agent, key)
);
create index interactions_recent on interactions (agent, at desc, id desc);

-- Feedback may come before its interaction: it then waits under the interaction's key.
create table feedback (
  id bigint generated always as identity primary key,
  agent text not null references agents,
  key text not null,
  interaction_key text not null,
  interaction_id bigint references interactions on delete cascade,
  at timestamptz not null,
  received_at timestamptz not null default now(),
  rating smallint check (rating between 1 and 5),
  thumbs text check (thumbs in ('up', 'down')),
  text text,
  correction text,
  outcome jsonb,
  user_id text,
  unique (agent, key)
);
create index feedback_of_interaction on feedback (interaction_id, at desc, id desc);
create index feedback_waiting on feedback (agent, interaction_key) where interaction_id is null;

-- The rating that counts: the latest by the time the user gave it.
create view current_ratings as
  select distinct on (interaction_id) interaction_id, rating, at
  from feedback where rating is not null and interaction_id is not null
  order by interaction_id, at desc, id desc;
