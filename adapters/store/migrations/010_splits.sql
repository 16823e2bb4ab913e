-- Up Migration
-- The side of each item, user, session and text, for ever: they outlive the samples that they were given for.
create table split_seals (
  agent text not null references agents,
  key text not null,
  side text not null check (side in ('train', 'val', 'test')),
  reach text not null check (reach in ('train', 'val', 'test')),
  sealed_at timestamptz not null default now(),
  primary key (agent, key)
);
