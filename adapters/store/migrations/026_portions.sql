-- Up Migration
-- What a cycle claimed is read in portions, in the order of ids.
drop index interactions_of_cycle;
create index interactions_of_cycle on interactions (cycle_id, id) where cycle_id is not null;

-- Feedback has come since the judge read it. The times of two transactions cannot tell: one that began earlier may be seen later.
alter table annotations add column outdated boolean not null default false;
update annotations a set outdated = true
from (select interaction_id, max(received_at) as at from feedback where interaction_id is not null group by 1) f
where f.interaction_id = a.interaction_id and a.created_at < f.at;

-- An erasure takes along what refers to its rows; without an index it would read the whole table for each.
create index samples_of_annotation on samples (annotation_id) where annotation_id is not null;
create index annotation_plan_of_interaction on annotation_plan (interaction_id);
create index pii_findings_of_interaction on pii_findings (interaction_id);
create index review_items_of_correction on review_items (correction_id) where correction_id is not null;
create index dataset_rows_of_sample on dataset_rows (sample_id);
create index dataset_validation_of_sample on dataset_validation (sample_id);
create index search_answers_of_sample on search_answers (sample_id);
create index results_of_case on results (suite_id, case_id);
