import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getCycle } from '../adapters/store/cycles.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { settled, startCycle, untilCancelHeard, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent, serve } from './support/served-agent.ts';

const traffic = supportTraffic({ seed: 19, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

const countOf = async (sql: string, values: unknown[]): Promise<number> => (await flywheel.pool.query<{ n: number }>(`select count(*)::int as n ${sql}`, values)).rows[0]?.n ?? -1;
const unclaimed = (agent: string): Promise<number> => countOf('from interactions where agent = $1 and cycle_id is null', [agent]);
const paid = ({ cycleId }: Run): Promise<number> => countOf('from ledger where cycle_id = $1', [cycleId]);

describe.concurrent('a cycle', () => {
  test.for([['without a suite', 'suiteless', {}], ['with an empty suite', 'caseless', { suite: [] }]] as const)('%s ends before anything is paid, and keeps nothing', async ([, agent, given]) => {
    await prepareAgent(flywheel.pool, agent, { asked, ...given });
    const run = await startCycle(flywheel, agent);
    expect(await run.result()).toEqual({ outcome: 'no_suite', reason: 'import_a_suite_first' });
    expect([await paid(run), await unclaimed(agent)]).toEqual([0, asked.length]);
  });

  test('with too little to learn from leaves it to the next one', async () => {
    await prepareAgent(flywheel.pool, 'sparse', { asked: asked.slice(0, 12), suite });
    const first = await startCycle(flywheel, 'sparse');
    expect(await first.result()).toEqual({ outcome: 'nothing_to_learn', reason: 'below_threshold' });
    expect([await paid(first), await unclaimed('sparse')]).toEqual([0, 12]);
    await serve(flywheel.pool, 'sparse', asked.slice(12), 'b');
    const second = await startCycle(flywheel, 'sparse');
    expect(await settled(flywheel, second)).toBe('promoted');
    expect(await countOf('from interactions where cycle_id = $1', [second.cycleId])).toBe(asked.length);
  });

  test('with nothing new since the last one ends at once', async () => {
    await prepareAgent(flywheel.pool, 'idle', { asked, suite });
    await settled(flywheel, await startCycle(flywheel, 'idle'));
    const run = await startCycle(flywheel, 'idle');
    expect(await run.result()).toEqual({ outcome: 'nothing_to_learn', reason: 'no_new_interactions' });
    expect(await paid(run)).toBe(0);
  });

  test('with few interactions, but many of them rated low, goes ahead', async () => {
    // 18 interactions are below the threshold of 20; 12 low ratings are above that of 10.
    await prepareAgent(flywheel.pool, 'complaints', { asked: asked.slice(0, 18), suite });
    await storeFeedback(flywheel.pool, 'complaints', Array.from({ length: 12 }, (_, index) => ({ key: `low-${index}`, interactionKey: `a-${index}`, rating: 1 })));
    const run = await startCycle(flywheel, 'complaints');
    await run.result();
    const { rows } = await flywheel.pool.query(`select counts->>'reason' as reason, (counts->>'badCases')::int as bad from cycle_stages where cycle_id = $1 and stage = 'collect'`, [run.cycleId]);
    expect(rows).toEqual([{ reason: 'low_rating_rate', bad: 13 }]);
    expect(await paid(run)).toBeGreaterThan(0);
  });

  test('whose verdict is open waits for a person where the policy says so, even where releases are automatic', async () => {
    // The suite has not a single case of a slice that is critical.
    await prepareAgent(flywheel.pool, 'asking', { asked, suite, gate: { slices: { 'area:security': { role: 'critical' } }, on_inconclusive: 'ask' }, release: { approval: 'automatic' } });
    const run = await startCycle(flywheel, 'asking');
    const result = await run.result();
    expect(result).toMatchObject({ outcome: 'awaiting_approval', verdict: 'inconclusive' });
    const release = flywheel.client.workflow.getHandle(result.releaseId ?? '');
    expect(await release.executeUpdate('approve', { args: [{ by: 'ana', why: 'nobody asks about that' }] })).toBe('promoted');
    expect(await release.result()).toEqual({ outcome: 'promoted' });
  });

  test('that is cancelled when its release has begun ends as its release does, and keeps what it has used', { timeout: 120_000 }, async ({ expect }) => {
    await prepareAgent(flywheel.pool, 'begun', { asked, suite });
    const run = await startCycle(flywheel, 'begun');
    const handle = flywheel.client.workflow.getHandle(run.cycleId);
    const stage = async (): Promise<string> => (await flywheel.pool.query<{ stage: string }>('select stage from cycles where id = $1', [run.cycleId])).rows[0]?.stage ?? '';
    await expect.poll(stage, { timeout: 50_000 }).toBe('balance');
    await inTransaction(flywheel.pool, async (db) => {
      // Its end waits for its lease.
      await db.query(`select 1 from leases where agent = 'begun' for update`);
      await expect.poll(async () => (await getCycle(flywheel.pool, run.cycleId)).outcome, { timeout: 50_000 }).toBe('promoted');
      await handle.cancel();
      await untilCancelHeard(handle);
    });
    expect(await run.result()).toMatchObject({ verdict: 'promote' });
    expect(await getCycle(flywheel.pool, run.cycleId)).toMatchObject({ outcome: 'promoted', reason: 'non_inferior' });
    expect(await unclaimed('begun')).toBe(0);
  });

  test('looks again at an interaction that late feedback came to', async () => {
    await prepareAgent(flywheel.pool, 'late', { asked, suite });
    const first = await startCycle(flywheel, 'late');
    await settled(flywheel, first);
    expect(await unclaimed('late')).toBe(0);
    await storeFeedback(flywheel.pool, 'late', [{ key: 'late-1', interactionKey: 'a-1', rating: 1 }]);
    expect(await unclaimed('late')).toBe(1);
    const second = await startCycle(flywheel, 'late', { trigger: 'retrain' });
    await second.result();
    expect(await countOf(`from annotations a join interactions i on i.id = a.interaction_id where i.key = 'a-1' and a.cycle_id = any($1)`, [[first.cycleId, second.cycleId]])).toBe(2);
    expect(await countOf('from annotations where cycle_id = $1', [second.cycleId])).toBe(1);
    expect(await countOf(`from signals where cycle_id = $1 and code = 'user_feedback_low'`, [second.cycleId])).toBe(1);
  });
});
