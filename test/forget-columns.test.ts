import { expect, test } from 'vitest';
import { erasureRules } from '../adapters/store/erasure-rules.ts';
import { poolOfTestFile } from './support/database.ts';

const pool = await poolOfTestFile();
const ruled = Object.entries(erasureRules).flatMap(([table, rules]) => Object.values(rules).flatMap((columns) => columns.split(' ').map((column) => `${table}.${column}`)));

test('every column that can hold a text has a rule for erasure, and no rule speaks of a column that is gone', async () => {
  const { rows } = await pool.query<{ place: string }>(
    `select c.table_name || '.' || c.column_name as place from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
       and c.data_type not in ('bigint', 'integer', 'smallint', 'real', 'double precision', 'numeric', 'boolean', 'date', 'timestamp with time zone', 'timestamp without time zone')
       and not (c.data_type = 'ARRAY' and c.udt_name in ('_int8', '_int4'))`,
  );
  expect([...ruled].sort()).toEqual(rows.map(({ place }) => place).sort());
});

test('rows that go with an exchange, a verdict or a sample are taken along by the database itself', async () => {
  const { rows } = await pool.query<{ child: string }>(
    `with recursive along as (
       select 'interactions'::regclass as id
       union select c.conrelid::regclass from pg_constraint c join along a on c.confrelid = a.id where c.contype = 'f' and c.confdeltype = 'c')
     select id::text as child from along`,
  );
  expect(rows.map(({ child }) => child)).toEqual(expect.arrayContaining([
    'analyses', 'annotation_plan', 'annotations', 'answers', 'corrections', 'dataset_rows', 'dataset_validation', 'feedback', 'feedback_beliefs', 'human_consensus',
    'human_labels', 'judge_retests', 'pii_findings', 'review_flags', 'review_items', 'samples', 'search_answers', 'signals',
  ]));
});

test('no reference to an exchange, a verdict or a sample stands in the way of its erasure', async () => {
  const { rows } = await pool.query(
    `select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent from pg_constraint c
     where c.contype = 'f' and c.confdeltype = 'a' and c.confrelid in ('interactions'::regclass, 'samples'::regclass, 'annotations'::regclass, 'feedback'::regclass)`,
  );
  expect(rows).toEqual([]);
});

test('whatever refers to a row that an erasure takes away is found by an index', async () => {
  const { rows } = await pool.query(
    `with recursive gone as (
       select unnest(array['interactions', 'suite_cases']::regclass[]) as id
       union select c.conrelid::regclass from pg_constraint c join gone g on c.confrelid = g.id where c.contype = 'f' and c.confdeltype = 'c')
     select c.conrelid::regclass::text as child, pg_get_constraintdef(c.oid) as reference from pg_constraint c join gone g on c.confrelid = g.id
     where c.contype = 'f' and not exists (
       select 1 from pg_index x where x.indrelid = c.conrelid and (x.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
  );
  expect(rows).toEqual([]);
});
