import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openCli } from './support/cli.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { settled, startCycle } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { ownTrainer, startOwnServer } from './support/own-server.ts';
import { prepareAgent } from './support/served-agent.ts';
import { until } from './support/trainer-scene.ts';
import { startWorkerProcess } from './support/worker-process.ts';

const traffic = supportTraffic({ seed: 29, count: 110, intents: allIntents.slice(0, 6).map(({ name }) => name) });

let flywheel: TestFlywheel;
let server: Awaited<ReturnType<typeof startOwnServer>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-restart-'));
  [flywheel, server] = [await startFlywheel({ worker: false }), await startOwnServer()];
  await flywheel.answerKey(traffic);
});
afterAll(async () => {
  await flywheel.close();
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('a training goes on while every worker is dead, and the next worker finds it: it ran once', async () => {
  const tally = join(folder, 'tally');
  // A command line like any other: it notes that it was started, waits, and trains.
  const script = join(folder, 'train.sh');
  await writeFile(script, `echo started >> ${tally}\necho '{"step": 1, "total_steps": 2, "loss": 0.7}'\nsleep 4\nexec "$@"\n`);
  const config = join(folder, 'worker.yaml');
  const argv = ['sh', script, ...ownTrainer.argv];
  await writeFile(config, stringify({
    providers: { gpu: { base_url: server.url } },
    trainers: { local: { kind: 'command', ...ownTrainer, argv, jobs_folder: './jobs', serving: 'gpu' } },
    serving: { gpu: { kind: 'vllm', provider: 'gpu' } },
  }));
  const env = { ...flywheel.env, FLYWHEEL_WORKER_CONFIG: config };
  const first = await startWorkerProcess(env);
  await prepareAgent(flywheel.pool, 'survivor', { asked: traffic.slice(0, 60), suite: traffic.slice(60), train: { trainer: 'local', base_model: 'none', poll_to: '200ms' } });
  const run = await startCycle(flywheel, 'survivor');
  const runs = async (): Promise<number> => (await readFile(tally, 'utf8').catch(() => '')).split('\n').filter(Boolean).length;
  await until(async () => (await runs()) === 1);
  await first.kill();

  const second = await startWorkerProcess(env);
  expect(await settled(flywheel, run)).toBe('promoted');
  expect(await runs()).toBe(1);
  const cli = await openCli({ ...flywheel.env });
  const { stdout } = await cli.run('status', '--agent', 'survivor');
  expect(stdout).toMatch(/training by local: succeeded, step 20 of 20, loss [\d.e-]+\n +warning: training price unknown/);
  await cli.remove();
  await second.stop();
  // A worker's start and Temporal's notice of a dead one are seconds each, and many on a busy machine.
}, 180_000);
