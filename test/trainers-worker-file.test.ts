import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChat, openClient } from '../adapters/llm/chat.ts';
import { servingKinds } from '../adapters/serving/index.ts';
import { routeServing } from '../adapters/serving/router.ts';
import type { ServingTarget } from '../adapters/serving/serving-target.ts';
import { commandTrainer } from '../adapters/trainers/command.ts';
import { readWorkerConfig } from '../worker/configuration.ts';
import { ownTrainer, startOwnServer } from './support/own-server.ts';
import { call, commandOptions, endOfJob } from './support/trainer-scene.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-worker-'));
});
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));

async function read(text: string, env: Record<string, string> = {}) {
  const path = join(dir, 'worker.yaml');
  await writeFile(path, text);
  return readWorkerConfig({ FLYWHEEL_WORKER_CONFIG: path, ...env });
}

describe('the file of a worker', () => {
  test('that is shown as an example can be used, with folders that begin at it', async () => {
    const path = fileURLToPath(new URL('../examples/worker.yaml', import.meta.url));
    const config = await readWorkerConfig({ FLYWHEEL_WORKER_CONFIG: path });
    expect(config.trainers['local']).toMatchObject({ kind: 'command', jobs_folder: resolve(path, '../../.flywheel/jobs'), working_folder: resolve(path, '..'), serving: 'gpu' });
    expect(config.serving['gpu']).toMatchObject({ kind: 'vllm', models: ['qwen3-'] });
  });

  test('is not needed', async () => {
    expect(await readWorkerConfig({})).toMatchObject({ providers: {}, trainers: {}, serving: {} });
  });

  const local = 'trainers:\n  local: { kind: command, argv: [a], jobs_folder: j, serving: gpu }\n';
  test.for([
    ['a target that nobody defines', local, /trainers\.local\.serving: found gpu/],
    ['a provider that nobody defines', 'serving:\n  gpu: { kind: vllm, provider: gpu }\n', /serving\.gpu\.provider: found gpu, expected one of openai/],
    ['a variable that is not set', 'providers:\n  gpu: { base_url: "https://gpu/v1", key_env: GPU_KEY }\n', /providers\.gpu\.key_env: found GPU_KEY, which is not set/],
    ['a host that is not allowed', 'allowed_hosts: [api.openai.com]\nproviders:\n  gpu: { base_url: "https://elsewhere/v1" }\n', /providers\.gpu\.base_url: found elsewhere, expected one of allowed_hosts: api\.openai\.com/],
    ['a kind of trainer that does not exist', 'trainers:\n  local: { kind: carrier-pigeon }\n', /worker\.yaml:2: trainers\.local/],
    ['an unknown field', 'trainers:\n  local: { kind: command, argv: [a], jobs_folder: j, shell: true }\n', /worker\.yaml:2: trainers\.local\.shell/],
  ] as const)('names %s', async ([, text, message]) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('holds no key: one that stands in it is refused and not repeated', async () => {
    const key = ['hf', 'abcdefghijklmnopqrstuvwxyz012345'].join('_');
    const said: unknown = await read(`providers:\n  gpu: { base_url: "https://gpu/v1", key_env: ${key} }\n`).catch((error: Error) => error.message);
    expect(said).toMatch(/a value shaped like a key/);
    expect(said).not.toContain(key);
  });

  test('that cannot be read is named', async () => {
    await expect(readWorkerConfig({ FLYWHEEL_WORKER_CONFIG: join(dir, 'none.yaml') })).rejects.toThrow(/none\.yaml: found nothing there, expected .*FLYWHEEL_WORKER_CONFIG/);
  });
});

describe('a server that takes models while it runs', () => {
  let server: Awaited<ReturnType<typeof startOwnServer>>;
  let target: ServingTarget;
  let artefact: string;

  beforeAll(async () => {
    server = await startOwnServer();
    const client = openClient({ baseUrl: server.url, apiKey: 'none' });
    target = servingKinds.vllm({ client, chat: openChat(client, async () => undefined) });
    // The same question with two replies: three rows say A, one of weight 9 says B.
    const rows = [['A', 1], ['A', 1], ['A', 1], ['B', 9]].map(([reply, weight]) => JSON.stringify({ messages: [{ role: 'user', content: 'where is it' }, { role: 'assistant', content: reply }], weight }));
    const file = join(dir, 'rows.jsonl');
    await writeFile(file, rows.map((row) => `${row}\n`).join(''));
    const { config } = commandOptions(join(dir, 'jobs'));
    const trainer = commandTrainer({ name: 'own', config: { ...config, ...ownTrainer }, env: process.env });
    const order = { key: 'k'.repeat(20), installation: 'i', baseModel: 'none', fileId: await trainer.upload(file, 'rows.jsonl', call), hyperparameters: { n_epochs: 200, learning_rate_multiplier: 0.05 }, seed: 1, suffix: 'x' };
    artefact = (await endOfJob(trainer, (await trainer.submit(order, call)).jobId)).artefact?.path ?? '';
  });
  afterAll(() => server.close());

  const ask = (model: string) => target.chat({ model, messages: [{ role: 'user', content: 'where is it' }], wantMargin: true, timeoutMs: 5_000 });

  test('answers with what was trained, and a row counts as much as its weight says', async () => {
    const model = 'own/a model';
    expect(await target.health(model, call)).toBe('absent');
    expect(await target.deploy({ model, artefact }, call)).toEqual({ answersAs: model });
    const reply = await ask(model);
    expect(reply).toMatchObject({ text: 'B', model });
    // 9 of 12 parts of the weight: the loss is least where B has three quarters.
    expect(reply.margin).toBeGreaterThan(0.3);
    expect(reply.margin).toBeLessThan(0.7);
  });

  test('has a model once, however often it is deployed, and no more after it was taken down', async () => {
    const model = 'own/other';
    await Promise.all(Array.from({ length: 3 }, () => target.deploy({ model, artefact }, call)));
    expect(await target.health(model, call)).toBe('ready');
    await target.undeploy(model, call);
    await target.undeploy(model, call);
    expect(await target.health(model, call)).toBe('absent');
    await expect(ask(model)).rejects.toMatchObject({ type: 'provider_not_found' });
  });

  test('trained, but not served, is an answer of its own that a retry may change', async () => {
    await expect(target.deploy({ model: 'base-of-nobody' }, call)).rejects.toMatchObject({ type: 'model_not_served', retryable: true });
    await expect(target.deploy({ model: 'own/gone', artefact: join(dir, 'nowhere') }, call)).rejects.toMatchObject({ type: 'provider_not_found' });
  });
});

test('a model is asked where the longest prefix of its name says so', async () => {
  const target = (name: string) => ({ deploy: async ({ model, artefact }: { model: string; artefact?: string }) => ({ answersAs: `${name} ${model} ${artefact ?? ''}` }) }) as unknown as ServingTarget;
  const { serving } = routeServing([{ prefixes: ['own/', 'qwen'], target: target('gpu') }, { prefixes: ['qwen3-large'], target: target('big') }], target('provider'), async (model) => (model.startsWith('own/') ? '/out' : undefined));
  const deployed = await Promise.all(['own/x', 'qwen3-8b', 'qwen3-large-1', 'gpt'].map((model) => serving.deploy(model, call)));
  expect(deployed.map(({ answersAs }) => answersAs.trim())).toEqual(['gpu own/x /out', 'gpu qwen3-8b', 'big qwen3-large-1', 'provider gpt']);
});
