import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollbackId } from '../../core/cycle/ids.ts';
import { allIntents } from '../../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../../sandbox/traffic/support-traffic.ts';
import { pause, pendingActivities, settled, startCycle } from './crash-scene.ts';
import { historiesFolder, writeHistory } from './history-file.ts';
import { prepareAgent, serve } from './served-agent.ts';
import { startStackScene } from './stack-scene.ts';

/**
 * Records the histories that `test/replay.test.ts` replays. To be run again only when running workflows of the old
 * kind need not be carried on any more: `node test/support/record-histories.ts`. `rollback-alias-at-once` is of an older version, which
 * it does not make again.
 */
const worker = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));
const traffic = supportTraffic({ seed: 9, count: 200, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const suite = traffic.slice(160);
const ana = { by: 'ana', why: 'the evidence convinces me' };

const scene = await startStackScene([{ name: 'Worker', argv: [process.execPath, worker] }]);
try {
  await mkdir(historiesFolder, { recursive: true });
  await scene.answerKey(traffic);
  const record = async (name: string, workflowId: string): Promise<void> => {
    await writeHistory(join(historiesFolder, `${name}.json`), await scene.client.workflow.getHandle(workflowId).fetchHistory());
  };

  await prepareAgent(scene.pool, 'automatic', { asked: traffic.slice(0, 60), suite });
  const promoted = await startCycle(scene, 'automatic');
  await settled(scene, promoted);
  await record('cycle-promoted', promoted.cycleId);
  const { releaseId = '' } = await promoted.result();
  await scene.client.workflow.getHandle(releaseId).result();
  await record('release-automatic', releaseId);

  const idle = await startCycle(scene, 'automatic');
  await idle.result();
  await record('cycle-nothing-to-learn', idle.cycleId);

  const back = rollbackId('automatic', new Date());
  await scene.client.workflow.execute('rollback', { workflowId: back, taskQueue: scene.taskQueue, args: [{ agent: 'automatic', by: 'bo', why: 'complaints' }] });
  await record('rollback', back);

  await prepareAgent(scene.pool, 'approved', { asked: traffic.slice(0, 60), suite, release: { approval: 'required' } });
  const first = await (await startCycle(scene, 'approved')).result();
  await serve(scene.pool, 'approved', traffic.slice(60, 120), 'b');
  const second = await (await startCycle(scene, 'approved')).result();
  await scene.client.workflow.getHandle(first.releaseId ?? '').result();
  await record('release-superseded', first.releaseId ?? '');
  const handle = scene.client.workflow.getHandle(second.releaseId ?? '');
  await handle.executeUpdate('approve', { args: [ana] });
  await handle.result();
  await record('release-approved', handle.workflowId);

  await prepareAgent(scene.pool, 'cancelled', { asked: traffic.slice(0, 60), suite, train: { poll_from: '1m' } });
  await scene.faults({ slow_training_seconds: { seconds: 60, times: 1 } });
  const cancelled = await startCycle(scene, 'cancelled');
  while ((await scene.jobs()).length < 4 || (await pendingActivities(scene, cancelled)).length > 0) await pause(100);
  await scene.client.workflow.getHandle(cancelled.cycleId).cancel();
  await cancelled.result().catch(() => undefined);
  await record('cycle-cancelled', cancelled.cycleId);

  const sweep = { space: { n_epochs: [2] }, max_jobs: 2, concurrency: 1 };
  await prepareAgent(scene.pool, 'swept', { asked: traffic.slice(0, 60), suite, train: { sweep }, balance: { val_share: 0.3 } });
  const swept = await startCycle(scene, 'swept');
  await settled(scene, swept);
  await record('cycle-swept', swept.cycleId);
  await record('sweep-job', `${swept.cycleId}/sweep/0`);
} finally {
  await scene.close();
}
