import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { registerCandidate } from '../adapters/store/candidates.ts';
import { findAlias, rollBackChampion } from '../adapters/store/releases.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { rollbackId } from '../core/cycle/ids.ts';
import { saveClassifier, trainClassifier } from '../examples/own-trainer/classifier.ts';
import { openCli, type Cli } from './support/cli.ts';
import { pause } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { startOwnServer } from './support/own-server.ts';
import { startProxy, type Lane, type ProviderProxy } from './support/provider-proxy.ts';
import { startWorkerProcess, type WorkerProcess } from './support/worker-process.ts';

let flywheel: TestFlywheel;
let server: Awaited<ReturnType<typeof startOwnServer>>;
let proxy: ProviderProxy;
let lane: Lane;
let worker: WorkerProcess;
let env: Record<string, string>;
let cli: Cli;
let dir: string;
let agents = 0;

/** Agent, its champion, and the former one: an adapter that was loaded while its server ran. */
let scene: { agent: string; champion: string; former: string; model: string; artefact: string };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-rollback-'));
  [flywheel, server] = await Promise.all([startFlywheel({ worker: false }), startOwnServer()]);
  proxy = await startProxy(flywheel.provider.url);
  lane = proxy.lane('rollback');
  await writeFile(join(dir, 'worker.yaml'), `providers: { gpu: { base_url: "${server.url}" } }\nserving: { gpu: { kind: vllm, provider: gpu, models: [local/] } }\n`);
  env = { ...flywheel.env, OPENAI_BASE_URL: lane.url, FLYWHEEL_WORKER_CONFIG: join(dir, 'worker.yaml') };
  [worker, cli] = await Promise.all([startWorkerProcess(env), openCli(flywheel.env)]);
});
afterAll(async () => {
  await worker?.stop();
  await Promise.all([cli.remove(), proxy.close(), server.close(), flywheel.close()]);
  await rm(dir, { recursive: true, force: true });
});

beforeEach(async () => {
  const { pool } = flywheel;
  const agent = `back-${++agents}`;
  const [model, artefact] = [`local/${agent}`, join(dir, agent)];
  await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'sandbox-large', system_prompt: 'Help.' } }, annotate: { judge: 'sandbox-judge' }, train: { base_model: 'none' } }), 'test');
  saveClassifier(artefact, trainClassifier([{ text: 'a', reply: 'b', weight: 1 }], [], { epochs: 1, rate: 1, seed: 1 }, () => undefined));
  const trainingKey = await trained(agent, model, artefact);
  const former = await registerCandidate(pool, { agent, model, baseModel: null, systemPrompt: null, examples: [], datasetId: null, trainingKey, cycleId: null });
  const champion = (await findAlias(pool, agent, 'champion'))?.candidateId ?? '';
  await pool.query(`insert into aliases (agent, name, candidate_id) values ($1, 'previous', $2)`, [agent, former]);
  scene = { agent, champion, former, model, artefact };
});

async function trained(agent: string, model: string, artefact: string): Promise<string> {
  const cycleId = `flywheel/${agent}/manual-1`;
  await flywheel.pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage) values ($1, $2, 1, 'r', 'run', now(), 'release')`, [cycleId, agent]);
  await flywheel.pool.query(`insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ($1, $2, $3, 0, 0, true, '{}')`, [`d-${agent}`, agent, cycleId]);
  await flywheel.pool.query(
    `insert into training_jobs (key, content_key, generation, agent, cycle_id, dataset_id, trainer, base_model, hyperparameters, status, tuned_model, artefact_path, ended_at)
     values ($1, $1, 1, $2, $3, $4, 'local', 'none', '{}', 'succeeded', $5, $6, now())`,
    [`key-${agent}`, agent, cycleId, `d-${agent}`, model, artefact],
  );
  return `key-${agent}`;
}

const loaded = async (): Promise<string[]> => ((await (await fetch(`${server.url}/models`)).json()) as { data: { id: string }[] }).data.map(({ id }) => id);
const serves = async (): Promise<string | undefined> => (await findAlias(flywheel.pool, scene.agent, 'champion'))?.candidateId;
const rollback = () => cli.run('rollback', '--agent', scene.agent, '--why', 'complaints', '--by', 'bo', '--json');

test('a former champion that was unloaded since answers again before it serves', async () => {
  expect(await loaded()).not.toContain(scene.model);
  const { code, stdout } = await rollback();
  expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({ code: 0, agent: scene.agent, champion: scene.former, takenBack: scene.champion, tainted_at: null });
  expect(await loaded()).toContain(scene.model);
  expect(await serves()).toBe(scene.former);
});

test('a former champion that cannot be made to answer leaves the champion where it is, and the command says so', async () => {
  await rename(scene.artefact, `${scene.artefact}-elsewhere`);
  const { code, stdout } = await rollback();
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 1, reason: 'former_champion_not_served', said: expect.stringContaining(`${scene.former} does not answer (provider_not_found), so ${scene.champion} still serves`) as string });
  expect(await serves()).toBe(scene.champion);
  const { rows } = await flywheel.pool.query(`select 1 from audit where agent = $1 and action = 'rollback'`, [scene.agent]);
  expect(rows).toEqual([]);

  // Put right, the same command goes through.
  await rename(`${scene.artefact}-elsewhere`, scene.artefact);
  expect((await rollback()).code).toBe(0);
  expect(await serves()).toBe(scene.former);
});

test('while the server is away the champion stays; the rollback goes on when it is back, on another worker if need be', async () => {
  const { port } = new URL(server.url);
  await server.close();
  const id = rollbackId(scene.agent, new Date());
  const handle = await flywheel.client.workflow.start('rollback', { workflowId: id, taskQueue: flywheel.taskQueue, args: [{ agent: scene.agent, by: 'bo', why: 'complaints' }] });
  const attempts = async (): Promise<number> => (await handle.describe()).raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'serveFormer')?.attempt ?? 0;
  while ((await attempts()) < 2) await pause(50);
  expect(await serves()).toBe(scene.champion);
  await worker.kill();
  [server, worker] = await Promise.all([startOwnServer(Number(port)), startWorkerProcess(env)]);
  expect(await handle.result()).toEqual({ champion: scene.former, takenBack: scene.champion });
  expect(await loaded()).toContain(scene.model);
  expect(await serves()).toBe(scene.former);
});

test('a former champion that its provider does not list, but that answers, serves again', async () => {
  const { agent, champion, former } = scene;
  await flywheel.pool.query(`update aliases set candidate_id = case name when 'champion' then $2 else $3 end where agent = $1`, [agent, former, champion]);
  for (const path of [/^\/models\/sandbox-large$/, /^\/models$/]) lane.refuse({ method: 'GET', path }, 404, 'request');
  expect((await rollback()).code).toBe(0);
  expect(await serves()).toBe(champion);
  const { rows } = await flywheel.pool.query(`select model, stage, calls from ledger where agent = $1`, [agent]);
  expect(rows).toEqual([{ model: 'sandbox-large', stage: 'release', calls: 1 }]);
});

test('a rollback that another one was faster than takes nothing more back', async () => {
  const step = { agent: scene.agent, by: 'bo', why: 'complaints', how: 'claimed' as const };
  const expected = { champion: scene.champion, former: scene.former };
  const other = { champion: scene.champion, former: scene.champion };
  expect(await rollBackChampion(flywheel.pool, { ...step, key: 'late', expected: other })).toBe('champion_changed');
  expect(await serves()).toBe(scene.champion);
  const done = { champion: scene.former, takenBack: scene.champion, cycleId: null };
  expect(await rollBackChampion(flywheel.pool, { ...step, key: 'first', expected })).toEqual(done);
  expect(await rollBackChampion(flywheel.pool, { ...step, key: 'first', expected }), 'a second attempt').toEqual(done);
  expect(await rollBackChampion(flywheel.pool, { ...step, key: 'second', expected })).toBe('nothing_to_roll_back');
});
