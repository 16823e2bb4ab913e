import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toFailure, classify } from '../activities/failure.ts';
import { settleOrder } from '../activities/submission.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { getTrainingJob, type TrainingJob } from '../adapters/store/training-jobs.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { intendedTraining, writeTrainingFile } from './support/intended-training.ts';
import { startProxy, type Lane, type ProviderProxy } from './support/provider-proxy.ts';
import { testProvider, type TestProvider } from './support/sandbox-provider.ts';
import { submit, submitUntilDone, trainerOf, type SubmitterOptions } from './support/submitter.ts';
import { holdTurnstile, installTurnstiles } from './support/turnstile.ts';

const submitterProgram = fileURLToPath(new URL('support/submitter.ts', import.meta.url));
const upload = { method: 'POST', path: /^\/files$/ };
const look = { method: 'GET', path: /^\/fine_tuning\/jobs$/ };
const create = { method: 'POST', path: /^\/fine_tuning\/jobs$/ };

let database: TestDatabase;
let pool: Pool;
let provider: TestProvider;
let proxy: ProviderProxy;
let file: string;
let agents = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  await installTurnstiles(pool);
  provider = await testProvider();
  proxy = await startProxy(provider.url);
  file = join(provider.dir, 'rows.jsonl');
  await writeTrainingFile(file);
});
afterAll(async () => {
  await proxy.close();
  await provider.close();
  await pool.end();
  await database.drop();
});

type Case = { agent: string; job: TrainingJob; lane: Lane; options: SubmitterOptions };

/** A training that is meant to be bought, of an agent of its own, with its own way to the provider. */
async function intended(): Promise<Case> {
  const agent = `agent-${++agents}`;
  const job = await intendedTraining(pool, agent, { trainer: 'openai', baseModel: 'sandbox-large', hyperparameters: {} });
  const lane = proxy.lane(agent);
  return { agent, job, lane, options: { databaseUrl: database.url, providerUrl: lane.url, key: job.key, file, requestTimeoutMs: 3_000, lostAnswerWaitMs: 1_000 } };
}

async function jobsAtProvider({ job }: Case): Promise<string[]> {
  const { jobs } = (await provider.control('GET', 'stats')) as { jobs: { id: string; metadata: Record<string, string> | null }[] };
  return jobs.filter(({ metadata }) => metadata?.['flywheel_key'] === job.key).map(({ id }) => id);
}

/** Exactly one job exists at the provider, and it is the one that the row names. */
async function expectOneJob(one: Case): Promise<void> {
  const jobs = await jobsAtProvider(one);
  expect(jobs).toHaveLength(1);
  expect(await getTrainingJob(pool, one.job.key)).toMatchObject({ provider_job_id: jobs[0], owner: null });
}

describe.concurrent('a submitter that is killed buys one training all the same, killed', () => {
  type Stop = { reached: () => Promise<void>; letGo: () => Promise<void> };
  const onTheWay = (call: typeof create, at: 'request' | 'answer') => async ({ lane }: Case): Promise<Stop> => {
    const held = lane.hold(call, at);
    return { reached: () => held.reached, letGo: async () => held.letGo() };
  };
  const beforeWriting = (column: string) => ({ agent }: Case): Promise<Stop> => holdTurnstile(database.url, agent, `training_jobs.${column}`);
  const losing = (column: string) => async ({ agent }: Case): Promise<Stop> => {
    const turnstile = await holdTurnstile(database.url, agent, `training_jobs.${column}`);
    return { reached: turnstile.reached, letGo: async () => turnstile.discard().then(turnstile.letGo) };
  };

  test.for([
    ['with the upload on its way', onTheWay(upload, 'request')],
    ['with the answer to the upload on its way', onTheWay(upload, 'answer')],
    ['before the file id is written', beforeWriting('file_id')],
    ['before the ownership is written', beforeWriting('owner')],
    ['with the look for a job on its way', onTheWay(look, 'request')],
    ['with the answer to the look on its way', onTheWay(look, 'answer')],
    ['with the order on its way, which arrives late', onTheWay(create, 'request')],
    ['with the answer to the order on its way', onTheWay(create, 'answer')],
    ['while the job id is written', beforeWriting('provider_job_id')],
    ['before the job id is written', losing('provider_job_id')],
  ] as const)('%s', async ([, stopAt]) => {
    const one = await intended();
    const stop = await stopAt(one);
    const child = spawn(process.execPath, [submitterProgram, JSON.stringify(one.options)], { stdio: 'ignore' });
    await Promise.race([stop.reached(), once(child, 'exit').then(() => Promise.reject(new Error('the submitter ended before it was killed')))]);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

    // What was on its way arrives when the next submitter knows that it may, or has ended, or waits for it itself.
    const arrived = Promise.withResolvers<void>();
    const next = submitUntilDone(one.options, () => arrived.resolve()).finally(() => arrived.resolve());
    await Promise.race([arrived.promise, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    await stop.letGo();
    await next;
    await expectOneJob(one);
  });
});

describe.concurrent('one training is bought', () => {
  test('when several submit it at the same moment', async () => {
    const one = await intended();
    await Promise.all(Array.from({ length: 6 }, () => submitUntilDone(one.options)));
    await expectOneJob(one);
    expect(one.lane.seen.filter((call) => call === 'POST /fine_tuning/jobs')).toHaveLength(1);
  });

  test('when the order arrives after its time-out', async () => {
    const one = await intended();
    const held = one.lane.hold(create, 'request');
    const failures: string[] = [];
    await submitUntilDone(one.options, (type) => {
      failures.push(type);
      held.letGo();
    });
    expect(failures[0]).toBe('provider_timeout');
    await expectOneJob(one);
    expect((await adopted(one))).toBe(true);
  });

  test.for([['carried out', 'answer'], ['not carried out', 'request']] as const)('when the answer is a 500 and the order was %s', async ([, at]) => {
    const one = await intended();
    one.lane.refuse(create, 500, at);
    await submitUntilDone(one.options);
    await expectOneJob(one);
    expect(await adopted(one)).toBe(at === 'answer');
  });

  test('when the provider is asked to come back later', async () => {
    const one = await intended();
    one.lane.refuse(create, 429, 'request');
    await submitUntilDone(one.options);
    await expectOneJob(one);
  });
});

test('a lost answer and a job list that lags behind: the one job is found and adopted', async () => {
  const one = await intended();
  await provider.control('PUT', 'faults', { lost_submit: { times: 1 }, list_lag_seconds: 2 });
  const failures: string[] = [];
  await submitUntilDone(one.options, (type) => failures.push(type));
  await provider.control('PUT', 'faults', {});
  expect(failures[0]).toBe('provider_unreachable');
  await expectOneJob(one);
  expect(await adopted(one)).toBe(true);
});

test('an attempt that still runs when its order is given up orders nothing', async () => {
  const one = await intended();
  const held = one.lane.hold(upload, 'answer');
  const attempt = submit(one.options).catch((thrown: unknown) => thrown);
  await held.reached;
  expect(await settleOrder(pool, trainerOf(one.options), one.job.key, { timeoutMs: 3_000 })).toBeUndefined();
  held.letGo();
  expect(await attempt).toMatchObject({ type: 'training_cancelled', nonRetryable: true });
  expect(await jobsAtProvider(one)).toEqual([]);
  expect(await getTrainingJob(pool, one.job.key)).toMatchObject({ status: 'cancelled', provider_job_id: null });
});

test('a 403 is final, says so and leaves nothing owned', async () => {
  const one = await intended();
  one.lane.refuse(create, 403, 'request');
  const error = await submit(one.options).catch((thrown: unknown) => thrown);
  expect(toFailure(classify(error))).toMatchObject({ type: 'training_forbidden', nonRetryable: true, message: expect.stringMatching(/status 403.*prompt candidates/) });
  expect(await jobsAtProvider(one)).toEqual([]);
  expect(await getTrainingJob(pool, one.job.key)).toMatchObject({ owner: null, deadline: null, provider_job_id: null });
});

const adopted = async ({ job }: Case): Promise<boolean> => ((await getTrainingJob(pool, job.key)) as TrainingJob & { adopted: boolean }).adopted;
