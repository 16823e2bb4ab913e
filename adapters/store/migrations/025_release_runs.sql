-- Up Migration
-- Runs of its workflow that have opened it. Each opens it once: an attempt that comes late opens nothing again.
alter table releases add column runs text[] not null default '{}';
