import { APIError } from 'openai';
import type OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { abstainReply } from '../sandbox/student/abstain.ts';
import { newIntentNames } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { ask, callsTo, chatLines, endOf, type TestProvider, testProvider, tune, uploadLines } from './support/sandbox-provider.ts';

let provider: TestProvider;
let client: OpenAI;
beforeAll(async () => {
  provider = await testProvider({ apiKey: 'sandbox-key' });
  client = provider.client;
});
afterAll(() => provider.close());

const rows = supportTraffic({ seed: 1, count: 400 });
const held = supportTraffic({ seed: 2, count: 60 });
const accuracyOf = async (model: string, turns: typeof held): Promise<number> => {
  const replies = await Promise.all(turns.map(({ text }) => ask(client, model, text)));
  return replies.filter((reply, at) => reply === turns[at]!.reply).length / turns.length;
};
const errorOf = async (call: Promise<unknown>): Promise<APIError> => {
  const failure = await call.then(() => undefined, (error: unknown) => error);
  expect(failure).toBeInstanceOf(APIError);
  return failure as APIError;
};

test('the models are listed with prices: large above small, the judge dearest, a tuned one with its base', async () => {
  const models = (await client.models.list()).data as (OpenAI.Model & { pricing: Record<string, string> })[];
  const price = (id: string, what: string): number => Number(models.find((model) => model.id === id)?.pricing[what]);
  expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining(['sandbox-small', 'sandbox-large', 'sandbox-judge']));
  for (const what of ['prompt', 'completion']) {
    expect(price('sandbox-small', what)).toBeGreaterThan(0);
    expect(price('sandbox-large', what)).toBeGreaterThan(price('sandbox-small', what));
    expect(price('sandbox-judge', what)).toBeGreaterThan(price('sandbox-large', what));
  }
  expect(price('sandbox-large', 'training')).toBeGreaterThan(price('sandbox-small', 'training'));
  expect((await client.models.retrieve('sandbox-small')).object).toBe('model');
  expect(await errorOf(client.models.retrieve('gpt-0'))).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
});

test('a fine-tuning job takes a file from upload to a model that answers far better than its base', async () => {
  const file = await uploadLines(client, chatLines(rows));
  expect(file).toMatchObject({ purpose: 'fine-tune', status: 'processed' });
  const job = await client.fineTuning.jobs.create({
    model: 'sandbox-large',
    training_file: file.id,
    validation_file: (await uploadLines(client, chatLines(held))).id,
    seed: 3,
    suffix: 'shop',
    metadata: { flywheel_key: 'abc' },
  });
  expect(['validating_files', 'queued', 'running']).toContain(job.status);
  const ended = await endOf(client, job.id);
  expect(ended).toMatchObject({ status: 'succeeded', seed: 3, error: null, metadata: { flywheel_key: 'abc' } });
  expect(ended.fine_tuned_model).toMatch(/^ft:sandbox-large:shop:\w+$/);
  expect(ended.trained_tokens).toBeGreaterThan(1_000);
  expect(ended.finished_at).toBeGreaterThanOrEqual(ended.created_at);
  expect(await accuracyOf(ended.fine_tuned_model!, held)).toBeGreaterThan(0.6);
  expect(await accuracyOf('sandbox-large', held)).toBe(0);

  const events = (await client.fineTuning.jobs.listEvents(job.id, { limit: 100 })).data;
  const losses = events.filter(({ type }) => type === 'metrics').map(({ data }) => (data as { train_loss?: number }).train_loss);
  expect(losses.filter((loss) => loss !== undefined)).toHaveLength(8);
  expect(events[0]?.message).toContain('successfully completed');
});

test('the same file and seed give the same model; its further tuning keeps the base name and starts where it stood', async () => {
  const [one, two] = [await tune(client, rows.slice(0, 100)), await tune(client, rows.slice(0, 100))];
  expect(one).not.toBe(two);
  const replies = async (model: string) =>
    Promise.all(
      held.slice(0, 15).map(async ({ text }) => {
        const messages = [{ role: 'user' as const, content: text }];
        const { choices } = await client.chat.completions.create({ model, messages, logprobs: true, top_logprobs: 5 });
        return choices[0]?.logprobs;
      }),
    );
  expect(await replies(one)).toEqual(await replies(two));

  const fresh = supportTraffic({ seed: 3, count: 60, intents: newIntentNames });
  const further = await tune(client, fresh, { model: one, suffix: 'more' });
  expect(further).toMatch(/^ft:sandbox-large:more:/);
  expect(await accuracyOf(further, fresh)).toBeGreaterThan(0.9);
  expect(await accuracyOf(further, rows.slice(0, 60))).toBeGreaterThan(0.3);
});

test('epochs and learning rate act on the model', async () => {
  const epochs = (n_epochs: number, learning_rate_multiplier = 1) =>
    ({ method: { type: 'supervised', supervised: { hyperparameters: { n_epochs, learning_rate_multiplier } } } }) as const;
  const [short, usual, timid] = [
    await tune(client, rows, epochs(1)),
    await tune(client, rows, epochs(8)),
    await tune(client, rows, epochs(8, 0.001)),
  ];
  expect(await accuracyOf(usual, held)).toBeGreaterThan(await accuracyOf(short, held));
  expect(await accuracyOf(timid, held)).toBeLessThan(0.2);
});

test('a reply is one token with its runners-up, so that its margin can be told; a base model is moved by demonstrations', async () => {
  const model = await tune(client, rows);
  const completion = await client.chat.completions.create({
    model,
    messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: rows[0]!.text }],
    logprobs: true,
    top_logprobs: 2,
  });
  expect(completion.model).toBe(model);
  const [token] = completion.choices[0]!.logprobs!.content!;
  expect(token!.token).toBe(completion.choices[0]!.message.content);
  const [first, second] = token!.top_logprobs.map(({ logprob }) => Math.exp(logprob));
  expect(first!).toBeGreaterThan(second!);
  expect(completion.usage!.total_tokens).toBe(completion.usage!.prompt_tokens + completion.usage!.completion_tokens);
  expect(completion.usage!.prompt_tokens).toBeGreaterThan(completion.usage!.completion_tokens / 10);

  const shown = [{ role: 'user', content: 'do you rent cargo bikes' }, { role: 'assistant', content: 'Yes, by the day.' }] as const;
  const question = { role: 'user', content: 'can I rent a cargo bike?' } as const;
  const withShown = await client.chat.completions.create({ model: 'sandbox-large', messages: [...shown, question] });
  const without = await client.chat.completions.create({ model: 'sandbox-large', messages: [question] });
  expect(withShown.choices[0]?.message.content).toBe('Yes, by the day.');
  expect(without.choices[0]?.message.content).toBe(abstainReply);
});

test('wrong calls are refused in the shape of the API, each with a request id', async () => {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const unknown = await errorOf(client.chat.completions.create({ model: 'gpt-0', messages }));
  expect(unknown).toMatchObject({ status: 404, code: 'model_not_found' });
  expect(unknown.requestID).toMatch(/^req_/);
  expect(await errorOf(client.chat.completions.create({ model: 'sandbox-small', messages: [] }))).toMatchObject({ status: 400, param: 'messages' });
  expect(await errorOf(client.chat.completions.create({ model: 'sandbox-small', messages, stream: true }))).toMatchObject({ status: 400, param: 'stream' });
  const stranger = callsTo(provider.url, 'wrong');
  expect(await errorOf(stranger.client.models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' });
  await expect(stranger.control('PUT', 'answer-key', '')).rejects.toThrow('401');
  const raw = await fetch(`${provider.url}/chat/completions`, { method: 'POST', headers: { authorization: 'Bearer sandbox-key' }, body: '{' });
  expect(raw.status).toBe(400);
  expect(await raw.json()).toMatchObject({ error: { type: 'invalid_request_error', code: 'invalid_json' } });
});

test('a file that is not training data is kept, and its job fails saying what is wrong', async () => {
  const short = await uploadLines(client, chatLines(rows.slice(0, 9)));
  expect(short.status).toBe('error');
  const wrong = await uploadLines(client, `${chatLines(rows.slice(0, 10))}{"messages":[{"role":"user","content":"hi"}]}\n`);
  for (const [file, said] of [[short, /9 examples, at least 10/], [wrong, /Line 11: the last message is not an assistant/]] as const) {
    const { id } = await client.fineTuning.jobs.create({ model: 'sandbox-small', training_file: file.id });
    const job = await endOf(client, id);
    expect(job).toMatchObject({ status: 'failed', fine_tuned_model: null, error: { code: 'invalid_training_file', param: 'training_file' } });
    expect(job.error?.message).toMatch(said);
  }
  const create = (params: Partial<OpenAI.FineTuning.JobCreateParams>) =>
    errorOf(client.fineTuning.jobs.create({ model: 'sandbox-small', training_file: short.id, ...params }));
  expect(await create({ training_file: 'file-none' })).toMatchObject({ status: 400, code: 'invalid_file_id', param: 'training_file' });
  expect(await create({ model: 'sandbox-judge' })).toMatchObject({ status: 400, param: 'model' });
  expect(await create({ method: { type: 'dpo' } })).toMatchObject({ status: 400, param: 'method.type' });
});

test('while a training runs, calls are answered; cancelled in the middle, it leaves no model', async () => {
  const file = await uploadLines(client, chatLines(rows));
  const hyperparameters = { n_epochs: 50 };
  const { id } = await client.fineTuning.jobs.create({ model: 'sandbox-large', training_file: file.id, hyperparameters });
  const epochsSeen = async () => (await client.fineTuning.jobs.listEvents(id, { limit: 100 })).data.filter(({ type }) => type === 'metrics').length;
  await expect.poll(epochsSeen, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
  expect(await ask(client, 'sandbox-large', 'hi')).toBe(abstainReply);
  expect((await client.fineTuning.jobs.cancel(id)).status).toBe('cancelled');
  const job = await client.fineTuning.jobs.retrieve(id);
  expect(job).toMatchObject({ status: 'cancelled', fine_tuned_model: null });
  expect(await epochsSeen()).toBeLessThan(50);
  expect((await client.models.list()).data.filter((model) => model.id.includes(id.replace('ftjob-', '')))).toEqual([]);
});

test('files are listed, read and deleted', async () => {
  const lines = chatLines(rows.slice(0, 12));
  const { id } = await uploadLines(client, lines);
  expect(await (await client.files.content(id)).text()).toBe(lines);
  expect((await client.files.list()).data.map((file) => file.id)).toContain(id);
  expect(await client.files.delete(id)).toMatchObject({ deleted: true });
  expect(await errorOf(client.files.retrieve(id))).toMatchObject({ status: 404 });
  expect((await client.files.list()).data.map((file) => file.id)).not.toContain(id);
});

test('jobs are listed newest first, by page and by metadata, and can be cancelled once', async () => {
  const file = await uploadLines(client, chatLines(rows.slice(0, 20)));
  await provider.control('PUT', 'faults', { slow_training_seconds: 60 });
  const ids: string[] = [];
  for (const key of ['one', 'two', 'three']) {
    const params = { model: 'sandbox-small', training_file: file.id, metadata: { key, run: 'listing' } };
    ids.push((await client.fineTuning.jobs.create(params)).id);
  }
  const mine = async (query: object) => (await client.fineTuning.jobs.list({ metadata: { run: 'listing' }, ...query })).data.map(({ id }) => id);
  expect(await mine({})).toEqual(ids.toReversed());
  expect(await mine({ limit: 2, after: ids[2] })).toEqual([ids[1], ids[0]]);
  expect(await mine({ metadata: { key: 'two' } })).toEqual([ids[1]]);
  const all: string[] = [];
  for await (const job of client.fineTuning.jobs.list({ limit: 1, metadata: { run: 'listing' } })) all.push(job.id);
  expect(all).toEqual(ids.toReversed());

  for (const id of ids) expect((await client.fineTuning.jobs.cancel(id)).status).toBe('cancelled');
  await provider.control('PUT', 'faults', {});
  expect(await errorOf(client.fineTuning.jobs.cancel(ids[0]!))).toMatchObject({ status: 400 });
  // The queue goes on after the cancelled ones.
  expect(await tune(client, rows.slice(0, 20), { model: 'sandbox-small' })).toMatch(/^ft:sandbox-small:/);
});
