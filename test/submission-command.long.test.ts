import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { getTrainingJob } from '../adapters/store/training-jobs.ts';
import { commandTrainer } from '../adapters/trainers/command.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { intendedTraining, writeTrainingFile } from './support/intended-training.ts';
import { submit, submitUntilDone, type SubmitterOptions } from './support/submitter.ts';
import { commandOptions, endOfJob } from './support/trainer-scene.ts';
import { holdTurnstile, installTurnstiles } from './support/turnstile.ts';

const submitterProgram = fileURLToPath(new URL('support/submitter.ts', import.meta.url));

let database: TestDatabase;
let pool: Pool;
let folder: string;
let file: string;
let agents = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  await installTurnstiles(pool);
  folder = await mkdtemp(join(tmpdir(), 'flywheel-jobs-'));
  file = join(folder, 'rows.jsonl');
  await writeTrainingFile(file);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

type Case = { agent: string; tally: string; options: SubmitterOptions };

/** A training that is meant to be made by a command, which leaves a line in a tally each time that it runs. */
async function intended(): Promise<Case> {
  const agent = `agent-${++agents}`;
  const tally = join(folder, `tally-${agent}`);
  const { key } = await intendedTraining(pool, agent, { trainer: 'local', baseModel: 'm', hyperparameters: { tally } });
  return { agent, tally, options: { databaseUrl: database.url, providerUrl: '', jobsFolder: folder, key, file, requestTimeoutMs: 1_000, lostAnswerWaitMs: 500 } };
}

/** The command ran once, to its end, and the row names its job. */
async function expectOneRun({ tally, options }: Case): Promise<void> {
  const row = await getTrainingJob(pool, options.key);
  expect(row).toMatchObject({ owner: null, provider_job_id: expect.stringContaining(options.key) });
  const trainer = commandTrainer({ ...commandOptions(folder), env: process.env });
  expect(await endOfJob(trainer, row.provider_job_id ?? '')).toMatchObject({ status: 'succeeded' });
  expect((await readFile(tally, 'utf8')).trim().split('\n')).toHaveLength(1);
}

describe.concurrent('a worker that is killed runs the command once all the same, killed', () => {
  test.for([['before the file id is written', 'file_id', false], ['before the ownership is written', 'owner', false], ['while the job id is written', 'provider_job_id', false], ['before the job id is written, which is lost', 'provider_job_id', true]] as const)(
    '%s',
    async ([, column, lost]) => {
      const one = await intended();
      const turnstile = await holdTurnstile(database.url, one.agent, `training_jobs.${column}`);
      const child = spawn(process.execPath, [submitterProgram, JSON.stringify(one.options)], { stdio: 'ignore' });
      await turnstile.reached();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      if (lost) await turnstile.discard();
      const next = submitUntilDone(one.options);
      await turnstile.letGo();
      await next;
      await expectOneRun(one);
    },
  );
});

test('several workers that submit the same training at once run the command once', async () => {
  const one = await intended();
  await Promise.all(Array.from({ length: 5 }, () => submitUntilDone(one.options)));
  await expectOneRun(one);
});

test('of two machines with folders of their own one has the job; the other says so, and never starts it a second time', async () => {
  const one = await intended();
  const other = await mkdtemp(join(tmpdir(), 'flywheel-jobs-'));
  const elsewhere = { ...one.options, jobsFolder: other };
  // Both have uploaded before either has written where: the first to write decides.
  const failures: string[] = [];
  const attempt = (options: SubmitterOptions) => submit(options).catch((error: { type?: string }) => void failures.push(error.type ?? 'unknown'));
  await Promise.all([attempt(one.options), attempt(elsewhere)]);
  // Temporal's retries reach both in turn.
  while ((await getTrainingJob(pool, one.options.key)).provider_job_id === null) {
    for (const options of [elsewhere, one.options]) await attempt(options);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(failures.filter((type) => type !== 'trainer_not_here' && type !== 'submission_in_doubt')).toEqual([]);
  const jobId = (await getTrainingJob(pool, one.options.key)).provider_job_id ?? '';
  const home = jobId.startsWith(await readFile(join(folder, 'home'), 'utf8')) ? folder : other;
  await endOfJob(commandTrainer({ ...commandOptions(home), env: process.env }), jobId);
  expect((await readFile(one.tally, 'utf8')).trim().split('\n')).toHaveLength(1);
  await rm(other, { recursive: true, force: true, maxRetries: 5 });
});
