import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getCandidate } from '../adapters/store/candidates.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { failuresOf } from '../adapters/store/failures.ts';
import { installationId } from '../adapters/store/installation.ts';
import { orphanedJobs } from '../adapters/store/orphaned-jobs.ts';
import { sweepJobs } from '../adapters/store/sweep-jobs.ts';
import { trainingCurve } from '../adapters/store/training-events.ts';
import { workerSchema } from '../core/config/worker.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { settled, startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { ownTrainer, startOwnServer } from './support/own-server.ts';
import { callsTo, chatLines, endOf, uploadLines } from './support/sandbox-provider.ts';
import { prepareAgent } from './support/served-agent.ts';
import { until } from './support/trainer-scene.ts';
import { holdTurnstile, installTurnstiles } from './support/turnstile.ts';

const traffic = supportTraffic({ seed: 23, count: 110, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;
let server: Awaited<ReturnType<typeof startOwnServer>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-own-'));
  server = await startOwnServer();
  const models = workerSchema.parse({
    providers: { gpu: { base_url: server.url } },
    trainers: { local: { kind: 'command', ...ownTrainer, jobs_folder: folder, serving: 'gpu', usd_per_hour: 1.2 } },
    serving: { gpu: { kind: 'vllm', provider: 'gpu', usd_per_million_tokens: { prompt: 0.1, completion: 0.2 } } },
  });
  flywheel = await startFlywheel({ models });
  await installTurnstiles(flywheel.pool);
  await flywheel.answerKey(traffic);
});
afterAll(async () => {
  await flywheel.close();
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

type Row = { key: string; file_id: string; validation_file_id: string; status: string; trained_tokens: number; file_tokens: number; estimated_usd: number | null; cost_usd: number | null; artefact_path: string; artefact_hash: string; warnings: { code: string }[]; provider_job_id: string | null };
const trainingsOf = async (agent: string): Promise<Row[]> => (await flywheel.pool.query<Row>('select * from training_jobs where agent = $1 order by generation', [agent])).rows;
const detailsOf = async ({ cycleId }: Run): Promise<string> =>
  (await flywheel.client.workflow.getHandle(cycleId).query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
const prepare = (agent: string, train: object = {}) => prepareAgent(flywheel.pool, agent, { asked, suite, train });

/** The cycle ends so; a failure in its history says why. */
async function expectFailure(run: Run, code: string, said: RegExp): Promise<void> {
  const error = (await run.result().then(() => undefined, (thrown: unknown) => thrown)) as { cause?: { type?: string; cause?: { type?: string; message?: string } } };
  const failure = error?.cause?.cause ?? error?.cause;
  expect(failure).toMatchObject({ type: code });
  expect((failure as { message?: string }).message).toMatch(said);
  expect(await getCycle(flywheel.pool, run.cycleId)).toMatchObject({ outcome: 'failed', reason: code });
  const { rows } = await flywheel.pool.query('select count(*)::int as held from interactions where agent = $1 and cycle_id is not null', [run.agent]);
  expect(rows).toEqual([{ held: 0 }]);
}

test('a cycle whose trainer is a program on this machine ends with its model as the champion', async () => {
  await prepare('own', { trainer: 'local', base_model: 'none' });
  const run = await startCycle(flywheel, 'own');
  expect(await settled(flywheel, run)).toBe('promoted');
  const [job] = await trainingsOf('own');
  expect(job).toMatchObject({ status: 'succeeded', artefact_path: expect.stringContaining(folder), artefact_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(job?.cost_usd).toBeGreaterThan(0);

  const { candidateId = '' } = await run.result();
  expect((await getCandidate(flywheel.pool, candidateId)).model).toBe(`local/own-${job?.key.slice(0, 12)}`);
  const served = (await (await fetch(`${server.url}/models`)).json()) as { data: { id: string }[] };
  expect(served.data.map(({ id }) => id)).toContain(`local/own-${job?.key.slice(0, 12)}`);

  const curve = await trainingCurve(flywheel.pool, job?.key ?? '');
  expect(curve.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, epoch) => epoch + 1));
  expect(curve.at(-1)?.loss).toBeLessThan(curve[0]?.loss ?? 0);
  const { rows } = await flywheel.pool.query(`select cost_usd from ledger where cycle_id = $1 and stage = 'train'`, [run.cycleId]);
  expect(rows).toEqual([{ cost_usd: job?.cost_usd }]);
});

test('what is held out watches the training, and a weight that is not turned into copies reaches the program', async () => {
  const balance = { val_share: 0.4, weights_as: 'weight', task_weights: { other: 2 } };
  await prepareAgent(flywheel.pool, 'held', { asked, suite, train: { trainer: 'local', base_model: 'none' }, balance });
  await (await startCycle(flywheel, 'held')).result();
  const [job] = await trainingsOf('held');
  const curve = await trainingCurve(flywheel.pool, job?.key ?? '');
  expect(curve.every(({ validLoss }) => validLoss !== null && validLoss > 0)).toBe(true);
  const rowsOf = async (id: string | undefined) => {
    const text = await readFile(join(folder, 'files', id?.split(':')[1] ?? ''), 'utf8');
    return text.trim().split('\n').map((line) => JSON.parse(line) as { messages: { content: string }[]; weight?: number });
  };
  const [trained, held] = [await rowsOf(job?.file_id), await rowsOf(job?.validation_file_id)];
  expect(held.length).toBeGreaterThanOrEqual(10);
  const questions = new Set(trained.map(({ messages }) => messages.at(-2)?.content));
  expect(held.filter(({ messages }) => questions.has(messages.at(-2)?.content))).toEqual([]);
  expect(trained.some(({ weight }) => weight !== undefined && weight !== 1)).toBe(true);
  expect(held.every(({ weight }) => weight === undefined)).toBe(true);
});

describe('before money is spent', () => {
  const callsAtProvider = async (): Promise<number> => (await flywheel.jobs()).length;

  test('a training above the budget is not bought, and the reason says what to do', async () => {
    await prepare('dear', { max_cost_usd: 0.000001 });
    const before = await callsAtProvider();
    const run = await startCycle(flywheel, 'dear');
    await expectFailure(run, 'training_over_budget', /train\.max_cost_usd/);
    expect(await callsAtProvider()).toBe(before);
    expect((await trainingsOf('dear'))[0]).toMatchObject({ status: 'cancelled', provider_job_id: null, estimated_usd: expect.any(Number) });
    expect((await failuresOf(flywheel.pool, run.cycleId))[0]?.detail).toMatch(/estimated at \$0\.\d+, train\.max_cost_usd is \$0\.000001/);
  });

  test('a price that nobody publishes is said, and refused only where that is configured', async () => {
    await prepare('unpriced', { trainer: 'local', base_model: 'none', unknown_price: 'refuse' });
    // Nobody knows yet how long such a training takes, so neither what it costs.
    await flywheel.pool.query(`update training_jobs set trained_tokens = null where trainer = 'local'`);
    await expectFailure(await startCycle(flywheel, 'unpriced'), 'training_price_unknown', /unknown_price/);
    await prepare('said', { trainer: 'local', base_model: 'none' });
    expect(await settled(flywheel, await startCycle(flywheel, 'said'))).toBe('promoted');
    expect((await trainingsOf('said'))[0]?.warnings).toMatchObject([{ code: 'training_price_unknown' }]);
  });

  test('a base model that ends within 30 days is refused unless told, and one that ends within 90 is warned of', async () => {
    await flywheel.faults({ shutdown_in_days: { days: 20 } });
    await prepare('expiring');
    await expectFailure(await startCycle(flywheel, 'expiring'), 'base_model_expiring', /train\.allow_expiring/);
    await flywheel.faults({ shutdown_in_days: { days: 60 } });
    await prepare('ageing');
    expect(await settled(flywheel, await startCycle(flywheel, 'ageing'))).toBe('promoted');
    expect((await trainingsOf('ageing'))[0]?.warnings).toMatchObject([{ code: 'base_model_expiring' }]);
    await flywheel.faults({});
  });
});

describe('while a training runs', () => {
  test('the UI and a query show step, loss and the time that is left', async () => {
    await prepare('watched', { hyperparameters: { n_epochs: 30 }, poll_to: '100ms' });
    await flywheel.faults({ slow_epoch_ms: 100 });
    const run = await startCycle(flywheel, 'watched');
    await until(async () => /\| train \| step \d+ of 30, loss [\d.e-]+, about \d+ s left \|/.test(await detailsOf(run)));
    const seen = await flywheel.client.workflow.getHandle(run.cycleId).query<Record<string, number>>('training');
    expect(seen).toMatchObject({ status: 'running', totalSteps: 30, loss: expect.any(Number), remainingMs: expect.any(Number) });
    await flywheel.faults({});
    expect(await settled(flywheel, run)).toBe('promoted');
  });

  const kinds = [['a training', {}], ['a sweep', { sweep: { space: { n_epochs: [2] }, max_jobs: 1, concurrency: 1 } }]] as const;
  const prepareKind = (agent: string, train: object) => prepareAgent(flywheel.pool, agent, { asked, suite, train, balance: { val_share: 0.3 } });

  /** The workflow that waits for the training. */
  const waiterOf = ({ cycleId }: Run, train: object): string => ('sweep' in train ? `${cycleId}/sweep/0` : cycleId);

  /** Nobody pays for it any more, and the row says so. */
  async function expectCancelled({ agent, cycleId, result }: Run): Promise<void> {
    await expect(result()).rejects.toThrow('cancelled');
    const [job] = await trainingsOf(agent);
    expect(job).toMatchObject({ status: 'cancelled', provider_job_id: expect.any(String) });
    const bought = (await flywheel.jobs()).filter(({ metadata }) => metadata?.['flywheel_key'] === job?.key);
    expect(bought).toMatchObject([{ id: job?.provider_job_id, status: 'cancelled' }]);
    for (const { status } of await sweepJobs(flywheel.pool, cycleId)) expect(status).toBe('cancelled');
  }

  test.for(kinds)('a cycle that is cancelled with the order of %s on its way cancels the job that comes of it', async ([kind, train]) => {
    const agent = `withdrawn-${kind.slice(2)}`;
    await prepareKind(agent, train);
    await flywheel.faults({ slow_training_seconds: { seconds: 60, times: 1 } });
    const turnstile = await holdTurnstile(flywheel.env['DATABASE_URL'] as string, agent, 'training_jobs.provider_job_id');
    const run = await startCycle(flywheel, agent);
    await turnstile.reached();
    await flywheel.client.workflow.getHandle(run.cycleId).cancel();
    const waiter = flywheel.client.workflow.getHandle(waiterOf(run, train));
    await until(async () => (await waiter.fetchHistory()).events?.some((event) => event.activityTaskCancelRequestedEventAttributes) === true);
    await turnstile.letGo();
    await expectCancelled(run);
    await flywheel.faults({});
  });

  test.for(kinds)('a cycle that is cancelled while it does not know whether the order of %s became a job finds out, and cancels it', async ([kind, train]) => {
    const agent = `in-doubt-${kind.slice(2)}`;
    await prepareKind(agent, train);
    await flywheel.faults({ slow_training_seconds: { seconds: 60, times: 1 }, lost_submit: { times: 1 } });
    const run = await startCycle(flywheel, agent);
    await until(async () => (await failuresOf(flywheel.pool, waiterOf(run, train))).some(({ activity }) => activity === 'submitTraining'));
    expect(await trainingsOf(agent)).toMatchObject([{ status: 'intended', provider_job_id: null }]);
    await flywheel.client.workflow.getHandle(run.cycleId).cancel();
    await expectCancelled(run);
    await flywheel.faults({});
  });
});

describe('after a training', () => {
  test('a file that moderation refuses is not sent again by the next cycle', async () => {
    await prepare('moderated');
    await flywheel.faults({ moderate_training: { times: 1 } });
    await expectFailure(await startCycle(flywheel, 'moderated'), 'training_moderated', /moderated/);
    await expectFailure(await startCycle(flywheel, 'moderated'), 'training_moderated', /moderated/);
    expect(await trainingsOf('moderated')).toMatchObject([{ status: 'moderated' }]);
  });

  test('examples that the provider has dropped silently leave a warning', async () => {
    await prepare('whole');
    await (await startCycle(flywheel, 'whole')).result();
    expect((await trainingsOf('whole'))[0]?.warnings).toEqual([]);
    await prepare('dropped');
    await flywheel.faults({ drop_examples: { share: 0.3, times: 1 } });
    await (await startCycle(flywheel, 'dropped')).result();
    const [job] = await trainingsOf('dropped');
    expect(job?.warnings).toEqual([{ code: 'fewer_tokens_than_expected', expected: expect.any(Number), trained: job?.trained_tokens }]);
  });

  test('a job of ours that no row knows is reported, one of another installation is not', async () => {
    const { client } = callsTo(flywheel.provider.url);
    const file = await uploadLines(client, chatLines(asked));
    const create = async (installation: string) => {
      const job = await client.fineTuning.jobs.create({ model: 'sandbox-small', training_file: file.id, metadata: { flywheel_key: `lost-${installation}`, flywheel_installation: installation } });
      return (await endOf(client, job.id)).id;
    };
    const [lost] = [await create(await installationId(flywheel.pool)), await create('another')];
    await prepare('looking');
    await (await startCycle(flywheel, 'looking')).result();
    expect(await orphanedJobs(flywheel.pool)).toMatchObject([{ trainer: 'openai', job_id: lost, status: 'succeeded' }]);
  });
});
