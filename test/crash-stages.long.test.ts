import { afterAll, beforeAll, expect, test } from 'vitest';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { faultsAfter, outcomeOf, pause, pendingActivities, settled, startCycle, type Run, type Scene } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent } from './support/served-agent.ts';
import { holdTurnstile, installTurnstiles, type Turnstile } from './support/turnstile.ts';
import { startWorkerProcess, type WorkerProcess } from './support/worker-process.ts';

/** One agent for each place, so that one kill hits them all: the write that its cycle is about to make then. */
const places = {
  'collect-claim': 'interactions.cycle_id',
  'collect-mark': 'signals',
  annotate: 'annotations',
  'balance-samples': 'samples',
  'balance-dataset': 'datasets',
  'train-submission': 'training_jobs.provider_job_id',
  'train-registration': 'candidates',
  evaluate: 'results',
  'release-gate': 'decisions',
  'release-promotion': 'audit',
} as const;
const waiting = 'train-waiting';
const calm = 'left-alone';

const traffic = supportTraffic({ seed: 3, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;
let scene: Scene;
let killed: WorkerProcess | undefined;
let successor: WorkerProcess | undefined;
const runs = new Map<string, Run>();
const run = (agent: string): Run => runs.get(agent) as Run;

beforeAll(async () => {
  flywheel = await startFlywheel({ worker: false });
  scene = flywheel;
  const env = { ...flywheel.env, FLYWHEEL_DATABASE_CONNECTIONS: '60' };
  const starting = startWorkerProcess(env);
  await installTurnstiles(flywheel.pool);
  await flywheel.answerKey(traffic);
  for (const agent of [...Object.keys(places), waiting, calm]) {
    // Which bad cases are kept for the suite follows from the agent's name, and these are to be alike.
    // Long enough that the worker dies while only a timer runs.
    await prepareAgent(flywheel.pool, agent, { asked, suite, growth: { regression_share: 0 }, ...(agent === waiting && { train: { poll_from: '8s' } }) });
  }
  const held: Turnstile[] = [];
  for (const [agent, point] of Object.entries(places)) held.push(await holdTurnstile(flywheel.env['DATABASE_URL'] as string, agent, point));
  killed = await starting;

  for (const agent of [...Object.keys(places), calm]) runs.set(agent, await startCycle(scene, agent));
  await Promise.all([...held.map((turnstile) => turnstile.reached()), settled(scene, run(calm))]);
  runs.set(waiting, await startCycle(scene, waiting));
  await untilOnlyTheTimerRuns(run(waiting));
  await killed.kill();

  successor = await startWorkerProcess(env);
  await Promise.all(Object.keys(places).map((agent) => untilTriedAgain(run(agent))));
  // Now the dead worker's writes are carried out, beside those of the second attempt.
  await Promise.all(held.map((turnstile) => turnstile.letGo()));
}, 120_000);

afterAll(async () => {
  await killed?.kill();
  await successor?.stop();
  await flywheel.close();
});

test.for([...Object.keys(places), waiting])('a cycle whose worker is killed at %s ends as one that was left alone', async (agent) => {
  expect(await outcomeOf(scene, run(agent))).toEqual(await outcomeOf(scene, run(calm)));
  expect(await faultsAfter(scene, run(agent), { interactions: asked.length, cases: suite.length })).toEqual([]);
});

async function untilTriedAgain(one: Run): Promise<void> {
  while (!(await pendingActivities(scene, one)).some(({ attempt }) => attempt > 1)) await pause(200);
}

async function untilOnlyTheTimerRuns({ cycleId }: Run): Promise<void> {
  for (;;) {
    const { events } = await scene.client.workflow.getHandle(cycleId).fetchHistory();
    if (events?.at(-1)?.timerStartedEventAttributes) return;
    await pause(50);
  }
}
