import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecord } from '../sandbox/stack/stack-record.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { faultsAfter, pause, pendingActivities, settled, startCycle, type Run } from './support/crash-scene.ts';
import { prepareAgent } from './support/served-agent.ts';
import { startStackScene, type StackScene } from './support/stack-scene.ts';

const worker = fileURLToPath(new URL('../worker/main.ts', import.meta.url));
const traffic = supportTraffic({ seed: 13, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let scene: StackScene;

beforeAll(async () => {
  scene = await startStackScene([{ name: 'Worker', argv: [process.execPath, worker] }]);
  await scene.answerKey(traffic);
});
afterAll(() => scene.close());

const processOf = async (name: string): Promise<number> =>
  (await readRecord(scene.stack.dir))?.processes.find((one) => one.name === name)?.identity.pid ?? 0;

/** Kills a part of the stack, which starts it again on the same port and data. */
async function restart(name: string): Promise<void> {
  const before = await processOf(name);
  process.kill(before, 'SIGKILL');
  while ((await processOf(name)) === before) await pause(50);
}

async function during(run: Run, activity: string): Promise<void> {
  // What has just been restarted need not answer yet.
  const pending = () => pendingActivities(scene, run).catch(() => []);
  while (!(await pending()).some(({ name }) => name === activity)) await pause(20);
}

async function answering<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch {
      await pause(100);
    }
  }
}

test('Postgres, Temporal and the provider are killed in mid-cycle: the cycle completes, the worker lives on', { timeout: 120_000 }, async () => {
  await prepareAgent(scene.pool, 'restarted', { asked, suite, train: { poll_from: '2s' } });
  // Slow enough that each of them dies while a stage is at work on it.
  await scene.faults({ latency_ms: { ms: 150, path: '/chat/' } });
  const run = await startCycle(scene, 'restarted');
  const workerBefore = await processOf('Worker');
  await during(run, 'annotateBatch');
  await restart('Postgres');
  await during(run, 'evaluateBatch');
  await restart('Temporal');
  await restart('Provider');

  expect(await answering(() => settled(scene, run))).toBe('promoted');
  expect(await faultsAfter(scene, run, { interactions: asked.length, cases: suite.length })).toEqual([]);
  expect(await processOf('Worker')).toBe(workerBefore);
});
