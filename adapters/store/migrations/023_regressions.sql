-- Up Migration
-- The cycle whose confirmed bad cases made this version, and what it added and took out.
alter table suites
  add column grown_in text references cycles,
  add column added int not null default 0,
  add column dropped int not null default 0;
create unique index suites_grown_in on suites (grown_in) where grown_in is not null;

-- One setting says both whether the suite grows, and by how much.
update agent_versions
set config = case
  when config #> '{suite,regressions}' = 'false'::jsonb then jsonb_set(config #- '{suite,regressions}', '{suite,regression_share}', '0')
  else config #- '{suite,regressions}' end
where config #> '{suite,regressions}' is not null;
