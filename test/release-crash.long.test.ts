import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCycle } from '../adapters/store/cycles.ts';
import { findAlias } from '../adapters/store/releases.ts';
import { rollbackId } from '../core/cycle/ids.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { pause, settled, startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent } from './support/served-agent.ts';
import { holdTurnstile, installTurnstiles, type Turnstile } from './support/turnstile.ts';
import { startReceiver } from './support/webhook-receiver.ts';
import { startWorkerProcess, type WorkerProcess } from './support/worker-process.ts';

/** One agent for each place, so that one kill hits them all: the write that its release is about to make then. */
const letOut = {
  'report-written': 'reports',
  'release-opened': 'releases',
  'promotion-audited': 'audit',
  'former-champion-noted': 'aliases',
  'alias-changed': 'aliases.candidate_id',
  'release-closed': 'releases.status',
} as const;
const [kept, back, told] = ['rejection', 'rollback', 'notice'] as const;

const traffic = supportTraffic({ seed: 23, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [served, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;
let successor: WorkerProcess | undefined;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let dir: string;
const runs = new Map<string, Run>();
const before = new Map<string, string | undefined>();
const run = (agent: string): Run => runs.get(agent) as Run;
const champion = async (agent: string): Promise<string | undefined> => (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId;
const previous = async (agent: string): Promise<string | undefined> => (await findAlias(flywheel.pool, agent, 'previous'))?.candidateId;
const actions = async (agent: string): Promise<string[]> => (await flywheel.pool.query<{ action: string }>('select action from audit where agent = $1 order by id', [agent])).rows.map(({ action }) => action);
const releases = async (agent: string): Promise<object[]> => (await flywheel.pool.query<object>('select status, closed_at is not null as closed from releases where agent = $1', [agent])).rows;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-release-crash-'));
  const hang = Promise.withResolvers<number>();
  receiver = await startReceiver(() => (receiver.of(told, 'promoted').length === 1 ? hang.promise : 204));
  await writeFile(join(dir, 'worker.yaml'), `webhook: { url: "${receiver.url}", secret_env: TEST_WEBHOOK_SECRET }\n`);
  flywheel = await startFlywheel({ worker: false });
  const env = { ...flywheel.env, FLYWHEEL_DATABASE_CONNECTIONS: '60', FLYWHEEL_WORKER_CONFIG: join(dir, 'worker.yaml'), TEST_WEBHOOK_SECRET: 'secret' };
  const first = await startWorkerProcess(env);
  await installTurnstiles(flywheel.pool);
  await flywheel.answerKey(traffic);
  const agents = [...Object.keys(letOut), kept, back, told];
  for (const agent of agents) {
    await prepareAgent(flywheel.pool, agent, { asked: served, suite, ...(agent === kept && { release: { approval: 'required' } }) });
    before.set(agent, await champion(agent));
  }
  const hold = (agent: string, point: string): Promise<Turnstile> => holdTurnstile(flywheel.env['DATABASE_URL'] as string, agent, point);
  const held = await Promise.all(Object.entries(letOut).map(([agent, point]) => hold(agent, point)));
  for (const agent of agents.filter((one) => one !== told)) runs.set(agent, await startCycle(flywheel, agent));

  const { releaseId = '' } = await run(kept).result();
  held.push(await hold(kept, 'releases.status'));
  void flywheel.client.workflow.getHandle(releaseId).executeUpdate('reject', { args: [{ by: 'ana', why: 'not yet' }] }).catch(() => undefined);
  await settled(flywheel, run(back));
  held.push(await hold(back, 'aliases.candidate_id'));
  const backId = rollbackId(back, new Date());
  await flywheel.client.workflow.start('rollback', { workflowId: backId, taskQueue: flywheel.taskQueue, args: [{ agent: back, by: 'bo', why: 'complaints' }] });
  runs.set(told, await startCycle(flywheel, told));
  await Promise.all(held.map((turnstile) => turnstile.reached()));
  while (receiver.of(told, 'promoted').length === 0) await pause(20);
  await first.kill();

  successor = await startWorkerProcess(env);
  const releasing = Object.keys(letOut).filter((agent) => agent !== 'report-written');
  const workflows = [run('report-written').cycleId, releaseId, backId, ...(await Promise.all(releasing.map(async (agent) => (await run(agent).result()).releaseId ?? '')))];
  await Promise.all(workflows.map(untilTriedAgain));
  // Now the dead worker's writes are carried out, beside those of the second attempt.
  await Promise.all(held.map((turnstile) => turnstile.letGo()));
  await flywheel.client.workflow.getHandle(backId).result();
  await flywheel.client.workflow.getHandle(releaseId).result();
}, 120_000);

afterAll(async () => {
  await successor?.stop();
  await flywheel.close();
  await receiver.close();
  await rm(dir, { recursive: true, force: true });
});

test.for(Object.keys(letOut))('a release whose worker is killed at %s is let out once and whole', async (agent) => {
  expect(await settled(flywheel, run(agent))).toBe('promoted');
  const { candidateId } = await run(agent).result();
  expect([await champion(agent), await previous(agent)]).toEqual([candidateId, before.get(agent)]);
  expect(await actions(agent)).toEqual(['first_champion', 'promote']);
  expect(await releases(agent)).toEqual([{ status: 'promoted', closed: true }]);
  const { rows } = await flywheel.pool.query('select evidence from audit where agent = $1 and action = $2', [agent, 'promote']);
  expect(rows).toEqual([{ evidence: { report: null, decision: { cycle: run(agent).cycleId, candidate: candidateId } } }]);
});

test('a rejection whose worker is killed is written once, and the champion stays', async () => {
  expect([await champion(kept), await actions(kept)]).toEqual([before.get(kept), ['first_champion', 'reject']]);
  expect(await releases(kept)).toEqual([{ status: 'rejected', closed: true }]);
  expect((await getCycle(flywheel.pool, run(kept).cycleId)).outcome).toBe('rejected');
});

test('a rollback whose worker is killed takes one release back, not two', async () => {
  expect([await champion(back), await previous(back), await actions(back)]).toEqual([before.get(back), undefined, ['first_champion', 'promote', 'rollback']]);
  expect((await getCycle(flywheel.pool, run(back).cycleId)).outcome).toBe('rolled_back');
});

test('a notice whose worker is killed is told again under the same id', async () => {
  await expect.poll(() => receiver.of(told, 'promoted').length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  expect(new Set(receiver.of(told, 'promoted').map(({ id }) => id)).size).toBe(1);
}, 70_000);

async function untilTriedAgain(workflowId: string): Promise<void> {
  for (;;) {
    const { raw } = await flywheel.client.workflow.getHandle(workflowId).describe();
    if (raw.pendingActivities?.some(({ attempt }) => (attempt ?? 0) > 1)) return;
    await pause(200);
  }
}
