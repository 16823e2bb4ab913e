import { trainingKey } from '../../core/training/key.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

export type TrainingJob = {
  key: string;
  content_key: string;
  generation: number;
  agent: string;
  cycle_id: string;
  dataset_id: string;
  trainer: string;
  base_model: string;
  hyperparameters: Record<string, number | string | boolean>;
  file_id: string | null;
  validation_file_id: string | null;
  provider_job_id: string | null;
  status: string;
  tuned_model: string | null;
  error_code: string | null;
  trained_tokens: number | null;
  file_tokens: number | null;
  estimated_usd: number | null;
  estimated_seconds: number | null;
  cost_usd: number | null;
  warnings: TrainingWarning[];
  submitted_at: Date | null;
  /** Its model is not kept any more. */
  discarded_at: Date | null;
};

/** Something that a person should know although nothing failed: a code and numbers. */
export type TrainingWarning = { code: string } & Readonly<Record<string, string | number>>;

export type TrainingIntent = Pick<TrainingJob, 'content_key' | 'agent' | 'cycle_id' | 'dataset_id' | 'trainer' | 'base_model' | 'hyperparameters'>;

/**
 * The one row that stands for buying this training. A new generation begins only when the last one ended failed
 * or cancelled, or its model is not kept any more, or when a person forces it and the last one has a job at all.
 */
export async function intendTraining(pool: Pool, intent: TrainingIntent, force: boolean): Promise<TrainingJob> {
  return inTransaction(pool, async (db) => {
    const first = trainingKey(intent.content_key, 1);
    await insertIntent(db, intent, first, 1);
    const { rows } = await db.query<TrainingJob>(
      'select * from training_jobs where content_key = $1 order by generation desc limit 1 for update',
      [intent.content_key],
    );
    const latest = rows[0] as TrainingJob;
    // Not `moderated`: the same file would be refused again.
    const over = latest.status === 'failed' || latest.status === 'cancelled' || (latest.status === 'succeeded' && latest.discarded_at !== null);
    // The cycle that forced a generation finds its own row again in every attempt.
    const forced = force && latest.provider_job_id !== null && latest.cycle_id !== intent.cycle_id;
    // Within one cycle a failed job is an answer: asking again would buy what has just failed.
    if (!forced && !(over && latest.cycle_id !== intent.cycle_id)) {
      await db.query('update training_jobs set wanted_at = now() where key = $1', [latest.key]);
      return latest;
    }
    const generation = latest.generation + 1;
    return insertIntent(db, intent, trainingKey(intent.content_key, generation), generation);
  });
}

async function insertIntent(db: Database, intent: TrainingIntent, key: string, generation: number): Promise<TrainingJob> {
  await db.query(
    `insert into training_jobs (key, content_key, generation, agent, cycle_id, dataset_id, trainer, base_model, hyperparameters)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [key, intent.content_key, generation, intent.agent, intent.cycle_id, intent.dataset_id, intent.trainer, intent.base_model, JSON.stringify(intent.hyperparameters)],
  );
  return getTrainingJob(db, key);
}

export async function getTrainingJob(db: Database, key: string): Promise<TrainingJob> {
  const { rows } = await db.query<TrainingJob>('select * from training_jobs where key = $1', [key]);
  if (!rows[0]) throw new Error('no such training job');
  return rows[0];
}

/**
 * Makes `owner` the only one who may look up and create at the provider until the deadline has passed. All times
 * are the database's.
 *
 * @returns `owned`: go; `jobId`: there is a job already; `waitMs`: somebody else may still create one until then;
 *   `closed`: nobody may any more
 */
export async function takeSubmission(
  db: Database,
  key: string,
  owner: string,
  ownedForMs: number,
): Promise<'owned' | 'closed' | { jobId: string } | { waitMs: number }> {
  const taken = await db.query(
    `update training_jobs set owner = $2, deadline = clock_timestamp() + $3 * interval '1 millisecond'
     where key = $1 and provider_job_id is null and status = 'intended' and (owner is null or deadline < clock_timestamp())`,
    [key, owner, ownedForMs],
  );
  if (taken.rowCount === 1) return 'owned';
  const { rows } = await db.query<{ provider_job_id: string | null; status: string; wait_ms: number | null }>(
    `select provider_job_id, status, (extract(epoch from deadline - clock_timestamp()) * 1000)::float8 as wait_ms from training_jobs where key = $1`,
    [key],
  );
  const row = rows[0];
  if (row?.provider_job_id) return { jobId: row.provider_job_id };
  if (row?.status !== 'intended') return 'closed';
  return { waitMs: Math.max(0, Math.ceil(row.wait_ms ?? 0)) };
}

/** A provider's clear no: nothing was created, so the next attempt need not wait. */
export async function releaseSubmission(db: Database, key: string, owner: string): Promise<void> {
  await db.query('update training_jobs set owner = null, deadline = null where key = $1 and owner = $2 and provider_job_id is null', [key, owner]);
}

/** Nothing was created, and nobody may create anything for this row any more. @returns false: it has another owner by now */
export async function closeSubmission(db: Database, key: string, owner: string): Promise<boolean> {
  const closed = await db.query(
    `update training_jobs set status = 'cancelled', ended_at = now(), owner = null, deadline = null where key = $1 and owner = $2 and provider_job_id is null`,
    [key, owner],
  );
  return closed.rowCount === 1;
}

/** The files that were uploaded for a training, by the trainer's ids. */
export type UploadedFiles = { fileId: string; validationFileId?: string };

/**
 * The first files that were uploaded are the training's, whoever uploaded them.
 *
 * @returns those that count
 */
export async function storeFileIds(db: Database, key: string, files: UploadedFiles): Promise<UploadedFiles> {
  await db.query('update training_jobs set file_id = $2, validation_file_id = $3 where key = $1 and file_id is null', [key, files.fileId, files.validationFileId ?? null]);
  return filesOf(await getTrainingJob(db, key)) ?? files;
}

/** What was uploaded for this training so far. */
export function filesOf({ file_id: fileId, validation_file_id: validation }: TrainingJob): UploadedFiles | undefined {
  return fileId === null ? undefined : { fileId, ...(validation !== null && { validationFileId: validation }) };
}

/** What was found out before anything was paid. */
export async function storePreparation(
  db: Database,
  key: string,
  found: { rows: number; tokens: number; costUsd: number | null; seconds: number | null; warnings: readonly TrainingWarning[] },
): Promise<void> {
  await db.query(
    'update training_jobs set file_rows = $2, file_tokens = $3, estimated_usd = $4, estimated_seconds = $5, warnings = $6 where key = $1 and provider_job_id is null',
    [key, found.rows, found.tokens, found.costUsd, found.seconds, JSON.stringify(found.warnings)],
  );
}

/** Adds a warning; the same code again changes nothing. */
export async function addWarning(db: Database, key: string, warning: TrainingWarning): Promise<void> {
  await db.query(
    `update training_jobs set warnings = warnings || $2::jsonb where key = $1 and not warnings @> $3::jsonb`,
    [key, JSON.stringify([warning]), JSON.stringify([{ code: warning.code }])],
  );
}

/** Median tokens a second, all epochs counted, of the latest ten jobs of this trainer and base model; undefined before the first. */
export async function trainingSpeed(db: Database, trainer: string, baseModel: string): Promise<number | undefined> {
  const { rows } = await db.query<{ speed: number | null }>(
    `select percentile_cont(0.5) within group (order by speed) as speed from (
       select trained_tokens / extract(epoch from ended_at - submitted_at)::float8 as speed from training_jobs
       where trainer = $1 and base_model = $2 and status = 'succeeded' and trained_tokens > 0 and ended_at > submitted_at
       order by ended_at desc limit 10) as latest`,
    [trainer, baseModel],
  );
  return rows[0]?.speed ?? undefined;
}

/**
 * How the trainer counts tokens, against our estimate: the median over its latest ten jobs on this base model, but for the
 * one named; undefined before the first.
 */
export async function tokenRatio(db: Database, job: Pick<TrainingJob, 'key' | 'trainer' | 'base_model'>): Promise<number | undefined> {
  const { rows } = await db.query<{ ratio: number | null }>(
    `select percentile_cont(0.5) within group (order by ratio) as ratio from (
       select trained_tokens / (file_tokens * epochs) as ratio from training_jobs
       where trainer = $2 and base_model = $3 and key <> $1 and status = 'succeeded' and trained_tokens > 0 and file_tokens > 0 and epochs > 0
       order by ended_at desc limit 10) as latest`,
    [job.key, job.trainer, job.base_model],
  );
  return rows[0]?.ratio ?? undefined;
}

/** The folder that the training of a model left; undefined for models that left none here. */
export async function artefactOf(db: Database, model: string): Promise<string | undefined> {
  const { rows } = await db.query<{ artefact_path: string }>(
    'select artefact_path from training_jobs where tuned_model = $1 and artefact_path is not null order by ended_at desc limit 1',
    [model],
  );
  return rows[0]?.artefact_path;
}

/** The first thing that happens after a job exists. */
export async function storeJobId(db: Database, key: string, jobId: string, adopted: boolean): Promise<void> {
  await db.query(
    `update training_jobs set provider_job_id = $2, adopted = $3, status = 'running', submitted_at = now(), owner = null, deadline = null
     where key = $1 and provider_job_id is null`,
    [key, jobId, adopted],
  );
}

export async function storeJobState(
  db: Database,
  key: string,
  state: { status: string; providerStatus?: string; tunedModel?: string; trainedTokens?: number; errorCode?: string; costUsd?: number; epochs?: number; artefact?: { path: string; hash: string } },
): Promise<void> {
  await db.query(
    `update training_jobs set status = $2, tuned_model = coalesce($3, tuned_model), trained_tokens = coalesce($4, trained_tokens),
       error_code = coalesce($5, error_code), ended_at = case when $2 = 'running' then null else coalesce(ended_at, now()) end,
       provider_status = coalesce($6, provider_status), cost_usd = coalesce($7, cost_usd),
       artefact_path = coalesce($8, artefact_path), artefact_hash = coalesce($9, artefact_hash), epochs = coalesce($10, epochs)
     where key = $1`,
    [
      key, state.status, state.tunedModel ?? null, state.trainedTokens ?? null, state.errorCode ?? null, state.providerStatus ?? null, state.costUsd ?? null,
      state.artefact?.path ?? null, state.artefact?.hash ?? null, state.epochs ?? null,
    ],
  );
}

export type TrainingSummary = Pick<TrainingJob, 'key' | 'trainer' | 'status' | 'base_model' | 'tuned_model' | 'error_code' | 'estimated_usd' | 'estimated_seconds' | 'warnings'> & {
  step: number | null;
  total_steps: number | null;
  loss: number | null;
};

/** The trainings that a cycle has asked for, with the last step of each. */
export async function trainingsOfCycle(db: Database, cycleId: string): Promise<TrainingSummary[]> {
  const { rows } = await db.query<TrainingSummary>(
    `select t.key, t.trainer, t.status, t.base_model, t.tuned_model, t.error_code, t.estimated_usd, t.estimated_seconds, t.warnings, e.step, e.total_steps, e.loss
     from training_jobs t left join lateral (
       select step, total_steps, loss from training_events where training_key = t.key and step is not null order by step desc, at desc limit 1) e on true
     where t.cycle_id = $1 order by t.created_at, t.key`,
    [cycleId],
  );
  return rows;
}
