import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimInteractions } from '../adapters/store/claims.ts';
import { getCycle, latestCycle } from '../adapters/store/cycles.ts';
import { findLease } from '../adapters/store/leases.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { faultsAfter, pause, settled, startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent, serve } from './support/served-agent.ts';
import { holdTurnstile, installTurnstiles, type Turnstile } from './support/turnstile.ts';

const traffic = supportTraffic({ seed: 11, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];
const all = { interactions: asked.length, cases: suite.length };

let flywheel: TestFlywheel;
let agents = 0;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await installTurnstiles(flywheel.pool);
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

const handleOf = ({ cycleId }: Run) => flywheel.client.workflow.getHandle(cycleId);
const claimedBy = async ({ cycleId }: Run): Promise<number> =>
  (await flywheel.pool.query<{ n: number }>('select count(*)::int as n from interactions where cycle_id = $1', [cycleId])).rows[0]?.n ?? -1;
const trainingsOf = async (agent: string): Promise<{ key: string; status: string; generation: number; cycle_id: string }[]> =>
  (await flywheel.pool.query('select key, status, generation, cycle_id from training_jobs where agent = $1 order by generation', [agent])).rows;

async function newAgent(train: object = {}): Promise<string> {
  const agent = `taken-over-${++agents}`;
  await prepareAgent(flywheel.pool, agent, { asked, suite, train });
  return agent;
}

/** A cycle that stands at a write of its. */
async function standingAt(point: string, agent: string): Promise<{ run: Run; turnstile: Turnstile }> {
  const turnstile = await holdTurnstile(flywheel.env['DATABASE_URL'] as string, agent, point);
  const run = await startCycle(flywheel, agent);
  await turnstile.reached();
  return { run, turnstile };
}

describe.concurrent('a cycle that was terminated in the UI', () => {
  test.for([['while it claimed', 'interactions.cycle_id'], ['while it was annotating', 'annotations'], ['while its training ran', 'candidates']] as const)(
    '%s: the next one takes the lease over and comes to the end on the same interactions',
    async ([, point]) => {
      const agent = await newAgent();
      const { run, turnstile } = await standingAt(point, agent);
      await handleOf(run).terminate('by hand');
      const next = await startCycle(flywheel, agent);
      // The terminated cycle's activity has not heard of its end and writes on.
      await pause(500);
      await turnstile.letGo();
      expect(await settled(flywheel, next)).toBe('promoted');
      expect(await getCycle(flywheel.pool, run.cycleId)).toMatchObject({ outcome: 'failed', reason: 'run_ended_without_closing' });
      expect([await claimedBy(run), await claimedBy(next)]).toEqual([0, asked.length]);
      // One training, adopted where there was one, although two cycles have asked for it.
      expect(await trainingsOf(agent)).toMatchObject([{ generation: 1, status: 'succeeded' }]);
      const [training] = await trainingsOf(agent);
      expect((await flywheel.jobs()).filter(({ metadata }) => metadata?.['flywheel_key'] === training?.key)).toHaveLength(1);
      expect(await findLease(flywheel.pool, agent)).toBeUndefined();
    },
  );

  test('loses no verdict that was paid for: each interaction is judged once in both cycles together', async () => {
    const agent = await newAgent();
    const { run, turnstile } = await standingAt('datasets', agent);
    await handleOf(run).terminate('by hand');
    await turnstile.letGo();
    const next = await startCycle(flywheel, agent);
    expect(await settled(flywheel, next)).toBe('promoted');
    const { rows } = await flywheel.pool.query(
      `select count(*)::int as verdicts, count(distinct interaction_id)::int as judged, (select count(*)::int from samples where agent = $1 and cycle_id = $2) as samples
       from annotations where cycle_id like $3`,
      [agent, next.cycleId, `flywheel/${agent}/%`],
    );
    expect(rows[0]).toMatchObject({ verdicts: asked.length, judged: asked.length });
    expect(rows[0]?.samples).toBeGreaterThan(asked.length / 2);
  });
});

describe.concurrent('a second cycle of the same agent', () => {
  test('ends at once and changes nothing', async () => {
    const agent = await newAgent();
    const { run, turnstile } = await standingAt('annotations', agent);
    const second = await startCycle(flywheel, agent, { trigger: 'retrain', force: true });
    expect(await second.result()).toEqual({ outcome: 'cancelled', reason: 'another_cycle_runs' });
    expect(await getCycle(flywheel.pool, second.cycleId)).toMatchObject({ outcome: 'cancelled', reason: 'another_cycle_runs' });
    // Who asks where things stand means the one that is at work.
    expect((await latestCycle(flywheel.pool, agent))?.id).toBe(run.cycleId);
    expect(await findLease(flywheel.pool, agent)).toMatchObject({ cycleId: run.cycleId });
    await turnstile.letGo();
    expect(await settled(flywheel, run)).toBe('promoted');
    expect(await faultsAfter(flywheel, run, all)).toEqual([]);
  });
});

describe.concurrent('a cycle that is over', () => {
  test('claims nothing any more, however late its activity comes to it', async () => {
    const agent = await newAgent();
    const run = await startCycle(flywheel, agent);
    await settled(flywheel, run);
    await serve(flywheel.pool, agent, suite, 'late');
    expect(await claimInteractions(flywheel.pool, agent, run.cycleId, new Date())).toBe(asked.length);
    const { rows } = await flywheel.pool.query('select count(*)::int as free from interactions where agent = $1 and cycle_id is null', [agent]);
    expect(rows).toEqual([{ free: suite.length }]);
  });
});

describe.concurrent('a cycle that is cancelled', () => {
  test('while it collects gives everything back, whatever its activity still does', async () => {
    const agent = await newAgent();
    const { run, turnstile } = await standingAt('interactions.cycle_id', agent);
    await handleOf(run).cancel();
    await pause(300);
    await turnstile.letGo();
    await expect(run.result()).rejects.toThrow('cancelled');
    // The claim that was under way is over by the time that the next cycle has ended.
    const next = await startCycle(flywheel, agent);
    expect(await settled(flywheel, next)).toBe('promoted');
    expect([await claimedBy(run), await claimedBy(next)]).toEqual([0, asked.length]);
  });
});

test('a cycle that is cancelled during its training cancels the job, gives the claims back, and the next one buys anew', async () => {
  const agent = await newAgent({ poll_from: '30s' });
  await flywheel.faults({ slow_training_seconds: { seconds: 60, times: 1 } });
  const run = await startCycle(flywheel, agent);
  await expect.poll(async () => (await trainingsOf(agent))[0]?.status, { timeout: 20_000 }).toBe('running');
  await expect.poll(async () => (await handleOf(run).fetchHistory()).events?.some(({ timerStartedEventAttributes: timer }) => timer)).toBe(true);
  await handleOf(run).cancel();
  await expect(run.result()).rejects.toThrow('cancelled');
  expect(await getCycle(flywheel.pool, run.cycleId)).toMatchObject({ outcome: 'cancelled' });
  expect(await trainingsOf(agent)).toMatchObject([{ status: 'cancelled' }]);
  expect((await flywheel.jobs()).at(-1)).toMatchObject({ status: 'cancelled' });
  expect(await claimedBy(run)).toBe(0);
  expect(await findLease(flywheel.pool, agent)).toBeUndefined();

  const next = await startCycle(flywheel, agent);
  await expect.poll(async () => (await trainingsOf(agent)).length, { timeout: 20_000 }).toBe(2);
  expect(await trainingsOf(agent)).toMatchObject([{ generation: 1, cycle_id: run.cycleId }, { generation: 2, cycle_id: next.cycleId }]);
  await handleOf(next).terminate('seen enough');
});
