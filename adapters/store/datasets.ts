import type { DatasetEntry } from '../../core/balancing/dataset-diff.ts';
import { InputError } from '../../core/errors/input-error.ts';
import type { Message } from '../../core/interaction/message.ts';
import { inTransaction, stream, type Database, type Pool } from './database.ts';

export type Dataset = { id: string; agent: string; cycle_id: string; rows: number; lines: number; limits_held: boolean; report: unknown };
export type DatasetRow = { sampleId: string; copies: number; weight: number };

/** Stores an immutable dataset under the hash of its content; storing it again changes nothing. */
export async function storeDataset(pool: Pool, dataset: Dataset, rows: readonly DatasetRow[], validation: readonly string[] = []): Promise<void> {
  await inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
      [dataset.id, dataset.agent, dataset.cycle_id, dataset.rows, dataset.lines, dataset.limits_held, JSON.stringify(dataset.report)],
    );
    if (rowCount === 0) return;
    await db.query(
      `insert into dataset_rows (dataset_id, sample_id, copies, weight)
       select $1, id, copies, weight from unnest($2::text[], $3::int[], $4::float8[]) as row(id, copies, weight)`,
      [dataset.id, rows.map((row) => row.sampleId), rows.map((row) => row.copies), rows.map((row) => row.weight)],
    );
    await db.query('insert into dataset_validation (dataset_id, sample_id) select $1, unnest($2::text[])', [dataset.id, validation]);
  });
}

export async function getDataset(db: Database, id: string): Promise<Dataset> {
  const { rows } = await db.query<Dataset>('select id, agent, cycle_id, rows, lines, limits_held, report from datasets where id = $1', [id]);
  if (!rows[0]) throw new InputError({ field: 'dataset', found: id.slice(0, 80), expected: 'the id of a dataset (npx flywheel dataset list)' });
  return rows[0];
}

/** The dataset's samples with their texts, in the one order that its training file has. */
export function datasetSamples(pool: Pool, datasetId: string): AsyncGenerator<{ messages: Message[]; reply: string; copies: number; weight: number }> {
  return stream(
    pool,
    `select s.messages, s.reply, d.copies, d.weight from dataset_rows d join samples s on s.id = d.sample_id where d.dataset_id = $1 order by md5(d.dataset_id || s.id)`,
    [datasetId],
  );
}

/** Verified samples that were held out to watch the training on the dataset, in the one order that their file has. */
export function validationSamples(pool: Pool, datasetId: string): AsyncGenerator<{ messages: Message[]; reply: string; copies: number; weight: number }> {
  return stream(
    pool,
    `select s.messages, s.reply, 1 as copies, 1::float8 as weight from dataset_validation d join samples s on s.id = d.sample_id
     where d.dataset_id = $1 order by md5(d.dataset_id || s.id)`,
    [datasetId],
  );
}

/** Tokens of one pass over the training set, estimated as four bytes each; `instructions` stand before every line. */
export async function datasetTokens(db: Database, id: string, instructions: number): Promise<number> {
  const { rows } = await db.query<{ tokens: number }>(
    `select coalesce(sum(d.copies * ($2 + ceil((octet_length(s.messages::text) + octet_length(s.reply)) / 4.0))), 0)::int8 as tokens
     from dataset_rows d join samples s on s.id = d.sample_id where d.dataset_id = $1`,
    [id, instructions],
  );
  return rows[0]?.tokens ?? 0;
}

/** What trains, by id: enough to say what changed between two datasets. */
export async function datasetEntries(db: Database, id: string): Promise<DatasetEntry[]> {
  const { rows } = await db.query<DatasetEntry>(
    `select d.sample_id as id, s.intent, d.copies, d.weight from dataset_rows d join samples s on s.id = d.sample_id where d.dataset_id = $1 order by d.sample_id`,
    [id],
  );
  return rows;
}

/** The agent's datasets, newest first. */
export async function listDatasets(db: Database, agent: string): Promise<Omit<Dataset, 'report'>[]> {
  const { rows } = await db.query<Omit<Dataset, 'report'>>(
    'select id, agent, cycle_id, rows, lines, limits_held from datasets where agent = $1 order by created_at desc, id',
    [agent],
  );
  return rows;
}

/** For each correction in the dataset what was asked, the verified reply, and the bad one that the agent had given; by id. */
export function datasetCorrections(pool: Pool, datasetId: string): AsyncGenerator<{ messages: Message[]; reply: string; rejected: string }> {
  return stream(
    pool,
    `select s.messages, s.reply, i.reply as rejected
     from dataset_rows d join samples s on s.id = d.sample_id join interactions i on i.id = s.interaction_id
     where d.dataset_id = $1 and s.origin = 'correction' order by s.id`,
    [datasetId],
  );
}
