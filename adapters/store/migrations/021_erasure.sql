-- Up Migration
-- Requests to erase a user. `subject` is the user's pseudonym for as long as something is left to do, and null afterwards.
create table erasures (
  id text primary key,
  subject text,
  by text not null,
  why text not null,
  counts jsonb not null default '{}',
  requested_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index erasures_open on erasures (subject) where subject is not null;

-- Trainings that saw a user who is erased: what lies at their trainers goes, too.
create table erasure_trainings (
  erasure_id text not null references erasures,
  training_key text not null references training_jobs,
  status text not null default 'open' check (status in ('open', 'removed', 'out_of_reach')),
  code text,
  files int not null default 0,
  primary key (erasure_id, training_key)
);

-- Hashes of pseudonyms and of keys of interactions that must not come in again. No id can be read from them.
create table blocked (
  hash text primary key,
  at timestamptz not null default now()
);

create index interactions_of_user on interactions (user_id) where user_id is not null;
create index feedback_of_user on feedback (user_id) where user_id is not null;

-- They saw a user who was erased since.
alter table datasets add column tainted_at timestamptz, add column erased_rows int not null default 0;
alter table candidates
  add column tainted_at timestamptz,
  -- Parts of its prompt, examples and routing that were taken out: it does not answer any more as it was evaluated.
  add column erased_parts int not null default 0,
  -- Of the weights that a trainer on a machine of ours left.
  add column artefact_hash text,
  -- Version and commit of the program that registered it.
  add column code_version text;
alter table suites add column erased_cases int not null default 0;

-- A candidate is what it was evaluated as. Marks may be added; only an erasure takes something out, and says so.
create function candidate_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then raise exception 'a candidate is never deleted'; end if;
  if (new.id, new.agent, new.model, new.base_model, new.dataset_id, new.training_key, new.cycle_id, new.answering_version, new.artefact_hash, new.code_version, new.created_at)
    is distinct from (old.id, old.agent, old.model, old.base_model, old.dataset_id, old.training_key, old.cycle_id, old.answering_version, old.artefact_hash, old.code_version, old.created_at)
    or ((new.system_prompt, new.examples, new.routing) is distinct from (old.system_prompt, old.examples, old.routing) and new.erased_parts <= old.erased_parts)
  then raise exception 'a candidate is never changed'; end if;
  return new;
end $$;
create trigger candidates_stay before update or delete on candidates for each row execute function candidate_stays();
