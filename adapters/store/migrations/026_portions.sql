-- Up Migration
-- What a cycle claimed is read in portions, in the order of ids.
drop index interactions_of_cycle;
create index interactions_of_cycle on interactions (cycle_id, id) where cycle_id is not null;
