import OpenAI, { APIError } from 'openai';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { ask, chatLines, endOf, type TestProvider, testProvider, uploadLines } from './support/sandbox-provider.ts';

let provider: TestProvider;
beforeAll(async () => {
  provider = await testProvider();
});
afterEach(() => provider.control('PUT', 'faults', {}));
afterAll(() => provider.close());

const faults = (settings: object) => provider.control('PUT', 'faults', settings);
const hello = (model = 'sandbox-small') => ask(provider.client, model, 'where is my order 4711?');
const failureOf = async (call: Promise<unknown>): Promise<APIError> => {
  const failure = await call.then(() => undefined, (error: unknown) => error);
  expect(failure).toBeInstanceOf(APIError);
  return failure as APIError;
};
const newJob = async (metadata: Record<string, string>) => {
  const file = await uploadLines(provider.client, chatLines(supportTraffic({ seed: 1, count: 20 })));
  return provider.client.fineTuning.jobs.create({ model: 'sandbox-small', training_file: file.id, metadata });
};
const jobIds = async (): Promise<string[]> => (await provider.client.fineTuning.jobs.list()).data.map(({ id }) => id);

test('a rate limit says when to come back, as often as it was asked to', async () => {
  await faults({ rate_limit: { times: 2, retry_after_seconds: 7 } });
  for (const _ of [1, 2]) {
    const failure = await failureOf(hello());
    expect(failure.status).toBe(429);
    expect(failure.headers?.get('retry-after')).toBe('7');
  }
  expect(await hello()).toBeTypeOf('string');
});

test('a server error hits only the path or the model that was named', async () => {
  await faults({ server_error: { model: 'sandbox-large' } });
  expect((await failureOf(hello('sandbox-large'))).status).toBe(500);
  expect(await hello('sandbox-small')).toBeTypeOf('string');
  await faults({ server_error: { path: '/fine_tuning' } });
  expect((await failureOf(provider.client.fineTuning.jobs.list())).status).toBe(500);
  expect(await hello('sandbox-large')).toBeTypeOf('string');
});

test('a bad request repeats the text of the user in its message', async () => {
  await faults({ bad_request: true });
  const failure = await failureOf(hello());
  expect(failure.status).toBe(400);
  expect(failure.message).toContain('where is my order 4711?');
});

test('a call that times out never answers, or answers late', async () => {
  await faults({ timeout: true });
  const hanging = provider.client.chat.completions.create({ model: 'sandbox-small', messages: [{ role: 'user', content: 'hi' }] }, { timeout: 150 });
  await expect(hanging).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
  await faults({ timeout: { after_ms: 20 }, latency_ms: 10 });
  expect(await hello()).toBeTypeOf('string');
});

test('a lost submit leaves its job behind, though the caller never heard of it', async () => {
  await faults({ lost_submit: { times: 1 } });
  await expect(newJob({ flywheel_key: 'lost' })).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
  const found = (await provider.client.fineTuning.jobs.list({ metadata: { flywheel_key: 'lost' } })).data;
  expect(found).toHaveLength(1);
  expect((await endOf(provider.client, found[0]!.id)).status).toBe('succeeded');
});

test('a job that the list does not show yet can be got by its id', async () => {
  await faults({ list_lag_seconds: 600 });
  const { id } = await newJob({});
  expect(await jobIds()).not.toContain(id);
  expect((await provider.client.fineTuning.jobs.retrieve(id)).id).toBe(id);
  await faults({});
  expect(await jobIds()).toContain(id);
  await endOf(provider.client, id);
});

test('a training can be slow, and can fail', async () => {
  await faults({ slow_training_seconds: 600 });
  const slow = await newJob({});
  await expect.poll(async () => (await provider.client.fineTuning.jobs.retrieve(slow.id)).status, { timeout: 20_000 }).toBe('running');
  await provider.client.fineTuning.jobs.cancel(slow.id);
  await faults({ fail_training: { times: 1 } });
  const failing = await newJob({});
  expect(await endOf(provider.client, failing.id)).toMatchObject({ status: 'failed', error: { code: 'training_failed' }, fine_tuned_model: null });
});

test('an unknown fault is refused, and the counts tell what was called', async () => {
  await expect(faults({ rate_limits: true })).rejects.toThrow('400');
  const before = (await provider.control('GET', 'stats')) as { chat_calls: Record<string, number> };
  await hello();
  await newJob({ from: 'stats' });
  const after = (await provider.control('GET', 'stats')) as typeof before & { jobs: { metadata: unknown }[]; files: string[] };
  expect(after.chat_calls['sandbox-small']).toBe((before.chat_calls['sandbox-small'] ?? 0) + 1);
  expect(after.jobs.map(({ metadata }) => metadata)).toContainEqual({ from: 'stats' });
  expect(after.files.length).toBeGreaterThan(0);
});
