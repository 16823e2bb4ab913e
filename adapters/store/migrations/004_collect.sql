-- Up Migration
alter table interactions add column cycle_id text references cycles;
create index interactions_unclaimed on interactions (agent, id) where cycle_id is null;
create index interactions_of_cycle on interactions (cycle_id) where cycle_id is not null;

create table signals (
  interaction_id bigint not null references interactions on delete cascade,
  code text not null,
  detail text not null,
  weight text not null check (weight in ('high', 'medium')),
  cycle_id text not null references cycles,
  primary key (interaction_id, code)
);
create index signals_of_cycle on signals (cycle_id);
