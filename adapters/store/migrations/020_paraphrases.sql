-- Up Migration
-- A question of another sample in other words, written by a model: it goes when that one goes.
alter table samples add column paraphrase_of text references samples on delete cascade;
alter table samples drop constraint samples_origin_check;
alter table samples add constraint samples_origin_check check (origin in ('import', 'correction', 'good', 'paraphrase'));
create index samples_paraphrased on samples (paraphrase_of) where paraphrase_of is not null;
