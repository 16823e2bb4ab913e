-- Up Migration
alter table training_jobs
  -- When a cycle last asked for this training: one that is found instead of bought is as good as new.
  add column wanted_at timestamptz,
  -- Its model and folder may go: nobody finds it any more, whoever wants the same training buys it anew.
  add column discarded_at timestamptz,
  -- They are gone.
  add column removed_at timestamptz;
