-- Up Migration
-- Who started a cycle by hand, and whether a signature proves it; null: the schedule, or before this was asked.
alter table cycles
  add column started_by text,
  add column started_how text check (started_how in ('authenticated', 'claimed'));

-- What was there to be read of a cycle, byte for byte (gzip); under the hash that a decision names. A page is bounded, too.
create table reports (
  cycle_id text not null references cycles,
  hash text not null,
  language text not null,
  html bytea not null check (octet_length(html) <= 2097152),
  at timestamptz not null default now(),
  primary key (cycle_id, hash)
);

alter table releases
  add column four_eyes boolean not null default false,
  add column decided_how text check (decided_how in ('authenticated', 'claimed')),
  -- Hash of the report that was there to be read.
  add column evidence text,
  add column reminders int not null default 0;

-- `evidence`: {report, decision}, where something was decided on evidence.
alter table audit
  add column how text check (how in ('authenticated', 'claimed')),
  add column evidence jsonb;
