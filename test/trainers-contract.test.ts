import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { TrainingOrder } from '../adapters/trainers/trainer.ts';
import { call, commandScene, endOfJob, openAiScene, type Behaviour, type TrainerScene } from './support/trainer-scene.ts';

const installation = 'installation-1';
const create = { method: 'POST', path: /^\/fine_tuning\/jobs$/ };
let keys = 0;

describe.each([['openai', openAiScene], ['command', commandScene]] as const)('the contract of a trainer: %s', (kind, start) => {
  let scene: TrainerScene;
  beforeAll(async () => {
    scene = await start();
  });
  afterAll(() => scene.close());

  async function orderOf(behaviour: Behaviour): Promise<TrainingOrder> {
    const fileId = await scene.trainer.upload(await scene.file(), 'rows.jsonl', call);
    return { key: `key-${++keys}-${'0'.repeat(20)}`, installation, baseModel: scene.baseModel, fileId, hyperparameters: await scene.going(behaviour), seed: 7, suffix: 'shop' };
  }

  test('a job ends with a model, and what it said on its way can be read piece by piece', async () => {
    const { trainer } = scene;
    const { jobId, status } = await trainer.submit(await orderOf('succeed'), call);
    expect(status).toBe('running');
    const ended = await endOfJob(trainer, jobId);
    expect(ended).toMatchObject({ jobId, status: 'succeeded', tunedModel: expect.stringContaining('shop'), epochs: 3 });
    expect(ended.trainedTokens).toBeGreaterThan(0);

    const events = await trainer.events(jobId, undefined, call);
    const steps = events.filter(({ loss }) => loss !== undefined);
    expect(steps.map(({ step, totalSteps }) => [step, totalSteps])).toEqual([[1, 3], [2, 3], [3, 3]]);
    expect(events.map(({ at }) => at.getTime())).toEqual(events.map(({ at }) => at.getTime()).sort((a, b) => a - b));
    const [middle] = steps.slice(1);
    const later = await trainer.events(jobId, middle?.id, call);
    expect(later.filter(({ loss }) => loss !== undefined).map(({ step }) => step)).toEqual([3]);
    expect(await trainer.events(jobId, events.at(-1)?.id, call)).toEqual([]);
  });

  test('the same order gives the same model, whatever it is called', async () => {
    const { trainer } = scene;
    const order = await orderOf('succeed');
    const first = await endOfJob(trainer, (await trainer.submit(order, call)).jobId);
    const second = await endOfJob(trainer, (await trainer.submit({ ...order, key: `key-${++keys}-again` }, call)).jobId);
    expect([first.trainedTokens, first.artefact?.hash]).toEqual([second.trainedTokens, second.artefact?.hash]);
    expect(first.tunedModel).not.toBe(second.tunedModel);
  });

  test('an order whose answer was lost is found by its key, and is the only one', async () => {
    const { trainer } = scene;
    const order = await orderOf('succeed');
    expect(await trainer.adopt(order, call)).toBeUndefined();
    await scene.loseAnswer(order);
    const found = await trainer.adopt(order, call);
    expect(found).toBeDefined();
    expect(await endOfJob(trainer, found?.jobId ?? '')).toMatchObject({ status: 'succeeded' });
    expect((await trainer.marked(installation, call)).filter(({ key }) => key === order.key)).toEqual([{ jobId: found?.jobId, key: order.key, status: 'succeeded' }]);
  });

  test('lists the jobs of its installation, and none of another one', async () => {
    const order = await orderOf('succeed');
    const { jobId } = await scene.trainer.submit({ ...order, installation: 'another' }, call);
    await endOfJob(scene.trainer, jobId);
    expect((await scene.trainer.marked('another', call)).map((job) => job.jobId)).toEqual([jobId]);
    expect((await scene.trainer.marked(installation, call)).map((job) => job.jobId)).not.toContain(jobId);
  });

  test('a training that fails says so with a code', async () => {
    const { jobId } = await scene.trainer.submit(await orderOf('fail'), call);
    const ended = await endOfJob(scene.trainer, jobId);
    expect(ended).toMatchObject({ status: 'failed', errorCode: expect.stringMatching(/^[a-z_0-9]+$/) });
    expect(ended.tunedModel).toBeUndefined();
  });

  test('what is refused for its contents is a state of its own', async () => {
    const { jobId } = await scene.trainer.submit(await orderOf('moderate'), call);
    expect(await endOfJob(scene.trainer, jobId)).toMatchObject({ status: 'moderated' });
  });

  test('a job that is cancelled ends so; cancelling it again, or one that has ended, changes nothing', async () => {
    const { trainer } = scene;
    const { jobId } = await trainer.submit(await orderOf('slow'), call);
    await trainer.cancel(jobId, call);
    expect(await endOfJob(trainer, jobId)).toMatchObject({ status: 'cancelled' });
    await trainer.cancel(jobId, call);
    const done = await endOfJob(trainer, (await trainer.submit(await orderOf('succeed'), call)).jobId);
    await trainer.cancel(done.jobId, call);
    expect(await trainer.poll(done.jobId, call)).toMatchObject({ status: 'succeeded' });
  });

  test('what an ended job has left goes where the trainer keeps jobs for us, and a running one stays', async () => {
    const { trainer } = scene;
    const kept = trainer.retention !== undefined;
    const running = await trainer.submit(await orderOf('slow'), call);
    expect(await trainer.discard(running.jobId, call)).toBe(false);
    expect(await trainer.poll(running.jobId, call)).toMatchObject({ status: 'running' });
    await trainer.cancel(running.jobId, call);
    const done = await endOfJob(trainer, (await trainer.submit(await orderOf('succeed'), call)).jobId);
    for (const _ of ['once', 'again']) expect(await trainer.discard(done.jobId, call)).toBe(kept);
    expect((await trainer.marked(installation, call)).some(({ jobId }) => jobId === done.jobId)).toBe(!kept);
  });

  test('a file can be taken back, twice', async () => {
    const fileId = await scene.trainer.upload(await scene.file(11), 'rows.jsonl', call);
    await scene.trainer.removeFile(fileId, call);
    await scene.trainer.removeFile(fileId, call);
  });

  test('an estimate names cost and time where they are known, and null where not', async () => {
    const question = { baseModel: scene.baseModel, tokens: 10_000, epochs: 2 };
    const informed = await scene.trainer.estimate({ ...question, tokensPerSecond: 100 });
    expect(informed.seconds).toBe(200);
    expect(informed.costUsd).toBeCloseTo(kind === 'openai' ? 20_000 * 1e-6 : 200 / 3_600 * 3.6, 10);
    expect((await scene.trainer.estimate({ ...question, baseModel: 'unheard-of' })).costUsd).toBeNull();
  });

  // What only a trainer that speaks HTTP can meet.
  if (kind === 'command') return;

  test.for([[403, { type: 'training_forbidden', retryable: false, answerLost: false }], [429, { type: 'provider_rate_limited', retryable: true, answerLost: false }], [500, { type: 'provider_unavailable', retryable: true, answerLost: true }]] as const)(
    'an order that is answered with %i is told apart',
    async ([status, expected]) => {
      scene.http?.lane.refuse(create, status, 'request');
      const error = await scene.trainer.submit(await orderOf('succeed'), call).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({ ...expected, status });
    },
  );

  test('an organisation that may not train is told so by its own code', async () => {
    const order = await orderOf('succeed');
    await scene.http?.control({ forbid_training: { times: 1 } });
    await expect(scene.trainer.submit(order, call)).rejects.toMatchObject({ type: 'training_forbidden', retryable: false, status: 403 });
  });

  test('a state that nobody here knows is one of running', async () => {
    const order = await orderOf('succeed');
    await scene.http?.control({ pause_training_seconds: { seconds: 1, times: 1 } });
    const { jobId } = await scene.trainer.submit(order, call);
    await expect.poll(() => scene.trainer.poll(jobId, call), { timeout: 10_000 }).toMatchObject({ status: 'running', providerStatus: 'paused' });
    expect(await endOfJob(scene.trainer, jobId)).toMatchObject({ status: 'succeeded' });
  });

  test.for([[200, []], [60, [['base_model_expiring', false]]], [20, [['base_model_expiring', true]]], [-2, [['base_model_gone', true]]]] as const)(
    'a base model that ends in %i days',
    async ([days, objections]) => {
      await scene.http?.control({ shutdown_in_days: { days } });
      const order = { baseModel: scene.baseModel, allowExpiring: false, at: new Date() };
      const facts = { rows: 12, bytes: 1_000, tokens: 100, longestTokens: 10 };
      expect((await scene.trainer.validate(facts, order, call)).map(({ code, final }) => [code, final])).toEqual(objections);
      if (days === 20) expect(await scene.trainer.validate(facts, { ...order, allowExpiring: true }, call)).toMatchObject([{ code: 'base_model_expiring', final: false }]);
      await scene.http?.control({});
    },
  );

  test('a file that is too small or too large is objected to before it is sent', async () => {
    const order = { baseModel: scene.baseModel, allowExpiring: false, at: new Date() };
    const faults = await scene.trainer.validate({ rows: 9, bytes: 600 * 1024 * 1024, tokens: 1, longestTokens: 1 }, order, call);
    expect(faults).toMatchObject([{ code: 'training_file_invalid', found: '9 rows', final: true }, { code: 'training_file_invalid', final: true }]);
  });
});
