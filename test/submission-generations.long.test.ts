import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getCycle } from '../adapters/store/cycles.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { settled, startCycle } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { startProxy, type ProviderProxy } from './support/provider-proxy.ts';
import { prepareAgent } from './support/served-agent.ts';
import { startWorkerProcess } from './support/worker-process.ts';

const traffic = supportTraffic({ seed: 17, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;
let proxy: ProviderProxy;

beforeAll(async () => {
  flywheel = await startFlywheel();
  proxy = await startProxy(flywheel.provider.url);
  await flywheel.answerKey(traffic);
});
afterAll(async () => {
  await proxy.close();
  await flywheel.close();
});

const trainingsOf = async (agent: string): Promise<object[]> =>
  (await flywheel.pool.query('select key, generation, status, cycle_id from training_jobs where agent = $1 order by generation', [agent])).rows;

describe('how often the same training is bought', () => {
  test('a failed job fails its cycle; only a new cycle buys the next generation', async () => {
    await prepareAgent(flywheel.pool, 'failing', { asked, suite });
    await flywheel.faults({ fail_training: { times: 1 } });
    const first = await startCycle(flywheel, 'failing');
    await expect(first.result()).rejects.toMatchObject({ cause: { type: 'training_failed' } });
    expect(await getCycle(flywheel.pool, first.cycleId)).toMatchObject({ outcome: 'failed', reason: 'training_failed' });
    expect(await trainingsOf('failing')).toMatchObject([{ generation: 1, status: 'failed' }]);

    const second = await startCycle(flywheel, 'failing');
    expect(await settled(flywheel, second)).toBe('promoted');
    expect(await trainingsOf('failing')).toMatchObject([
      { generation: 1, status: 'failed', cycle_id: first.cycleId },
      { generation: 2, status: 'succeeded', cycle_id: second.cycleId },
    ]);
  });

  test('a retrain on the same data adopts what was bought; with force it buys once more', async () => {
    await prepareAgent(flywheel.pool, 'forced', { asked, suite });
    await settled(flywheel, await startCycle(flywheel, 'forced'));
    const again = await startCycle(flywheel, 'forced', { trigger: 'retrain' });
    expect(await again.result()).toMatchObject({ outcome: 'nothing_to_learn', reason: 'same_as_champion' });
    expect(await trainingsOf('forced')).toHaveLength(1);

    const forced = await startCycle(flywheel, 'forced', { trigger: 'retrain', force: true });
    await forced.result();
    expect(await trainingsOf('forced')).toMatchObject([{ generation: 1 }, { generation: 2, status: 'succeeded', cycle_id: forced.cycleId }]);
    expect(await flywheel.jobs()).toHaveLength(4);
  });

  test('a provider that forbids it is asked once, and the cycle says so and gives everything back', async () => {
    await prepareAgent(flywheel.pool, 'forbidden', { asked, suite });
    const lane = proxy.lane('forbidden');
    lane.refuse({ method: 'POST', path: /^\/fine_tuning\/jobs$/ }, 403, 'request');
    const taskQueue = `${flywheel.taskQueue}-forbidden`;
    const worker = await startWorkerProcess({ ...flywheel.env, OPENAI_BASE_URL: lane.url, FLYWHEEL_TASK_QUEUE: taskQueue });
    const run = await startCycle({ ...flywheel, taskQueue }, 'forbidden');
    await expect(run.result()).rejects.toMatchObject({ cause: { cause: { type: 'training_forbidden', message: expect.stringContaining('status 403') } } });
    expect(await getCycle(flywheel.pool, run.cycleId)).toMatchObject({ outcome: 'failed', reason: 'training_forbidden' });
    expect(lane.seen.filter((call) => call === 'POST /fine_tuning/jobs')).toHaveLength(1);
    const { rows } = await flywheel.pool.query(`select count(*)::int as held from interactions where agent = 'forbidden' and cycle_id is not null`);
    expect(rows).toEqual([{ held: 0 }]);
    await worker.stop();
  });
});
