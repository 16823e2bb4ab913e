-- Up Migration
-- What a cycle claimed is read in portions, in the order of ids.
drop index interactions_of_cycle;
create index interactions_of_cycle on interactions (cycle_id, id) where cycle_id is not null;

-- Feedback has come since the judge read it. The times of two transactions cannot tell: one that began earlier may be seen later.
alter table annotations add column outdated boolean not null default false;
update annotations a set outdated = true
from (select interaction_id, max(received_at) as at from feedback where interaction_id is not null group by 1) f
where f.interaction_id = a.interaction_id and a.created_at < f.at;
