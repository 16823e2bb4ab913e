import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cycleActivities } from '../activities/cycle.ts';
import { collectActivities } from '../activities/collect.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { registerCandidate } from '../adapters/store/candidates.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { findLease } from '../adapters/store/leases.ts';
import { closeRelease, findAlias, openRelease, promoteCandidate, rollBackChampion, type NewRelease } from '../adapters/store/releases.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { releaseId, rollbackId } from '../core/cycle/ids.ts';
import { untilCancelHeard } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { startProxy, type Lane, type ProviderProxy } from './support/provider-proxy.ts';
import { startWorkerProcess, type WorkerProcess } from './support/worker-process.ts';

let flywheel: TestFlywheel;
let proxy: ProviderProxy;
let lane: Lane;
let worker: WorkerProcess;
let agents = 0;

beforeAll(async () => {
  flywheel = await startFlywheel({ worker: false });
  proxy = await startProxy(flywheel.provider.url);
  lane = proxy.lane('late');
  worker = await startWorkerProcess({ ...flywheel.env, OPENAI_BASE_URL: lane.url });
});
afterAll(async () => {
  await worker?.stop();
  await Promise.all([proxy.close(), flywheel.close()]);
});

/** An agent that has a champion and nothing else. */
async function newAgent(): Promise<string> {
  const agent = `late-${++agents}`;
  await applyWithChampion(flywheel.pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'sandbox-large', system_prompt: 'Help.' } }, annotate: { judge: 'sandbox-judge' }, train: { base_model: 'none' } }), 'test');
  await flywheel.pool.query(`insert into suites (id, agent, name, cases, family) values ($1, $1, 's', 0, $1)`, [agent]);
  return agent;
}

/** Its cycle of a number, begun, with two claims. No run of it is known to Temporal: whoever asks hears that it is over. */
async function begin(agent: string, number = 1) {
  const pool = flywheel.pool;
  const dependencies = { pool, isRunOpen: () => Promise.resolve(false), approvers: {} } as unknown as Dependencies;
  const [activities, collect] = [cycleActivities(dependencies), collectActivities(dependencies)];
  const cycle = { cycleId: `flywheel/${agent}/manual-${number}`, runId: `run-${number}` };
  const open = () => activities.openCycle({ agent, trigger: 'run', ...cycle, cutoff: new Date(Date.now() + 60_000).toISOString() });
  await storeInteractions(pool, agent, [1, 2].map((n) => ({ key: `${number}-${n}`, at: new Date(), model: 'm', messages: [{ role: 'user' as const, content: 'Where is my order?' }], reply: 'On its way.' })));
  expect(await open()).toMatchObject({ open: true });
  await collect.planCollection(cycle.cycleId);
  await pool.query(`update cycles set stage = 'release' where id = $1`, [cycle.cycleId]);
  return { ...cycle, open, close: (outcome: 'releasing' | 'cancelled') => activities.closeCycle({ ...cycle, outcome, reason: outcome === 'cancelled' ? 'cancelled' : 'better' }) };
}

/** The release of a candidate that the gate lets take the champion's place. */
async function releaseOf(agent: string, cycleId: string, systemPrompt = cycleId): Promise<NewRelease> {
  const champion = (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId;
  const candidateId = await registerCandidate(flywheel.pool, { agent, model: 'sandbox-large', baseModel: null, systemPrompt, examples: [], datasetId: null, trainingKey: null, cycleId });
  await flywheel.pool.query(`insert into decisions (cycle_id, agent, champion_id, candidate_id, suite_id, verdict, reason_codes, evidence) values ($1, $2, $3, $4, $2, 'promote', '{}', '{}')`, [cycleId, agent, champion, candidateId]);
  return { id: releaseId(agent, candidateId), agent, candidateId, cycleId, needsApproval: false, fourEyes: false };
}

/** So many statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  const waiting = async () => (await flywheel.pool.query('select 1 from pg_stat_activity where datname = current_database() and wait_event_type = $1', ['Lock'])).rowCount;
  while ((await waiting()) !== count) await new Promise((resolve) => setTimeout(resolve, 20));
}

const start = ({ id, ...input }: NewRelease): Promise<WorkflowHandle> =>
  flywheel.client.workflow.start('release', { workflowId: id, taskQueue: flywheel.taskQueue, args: [{ ...input, approvalTimeoutMs: 60_000, remindEveryMs: 60_000 }] });
const step = ({ id, agent, candidateId, cycleId }: NewRelease) => ({ releaseId: id, agent, candidateId, cycleId, by: 'gate', why: 'test', how: null, evidence: null });
const end = async (cycleId: string) => {
  const { outcome, reason } = await getCycle(flywheel.pool, cycleId);
  const { rows } = await flywheel.pool.query<{ n: number }>('select count(*)::int as n from interactions where cycle_id = $1', [cycleId]);
  return { outcome, reason, claims: rows[0]?.n };
};
const row = async ({ id }: NewRelease) => (await flywheel.pool.query<object>('select cycle_id, status, closed_at is not null as closed from releases where id = $1', [id])).rows[0];

describe('an attempt that comes late', () => {
  test('at opening a cycle that has ended opens nothing and takes no lease', async () => {
    const agent = await newAgent();
    const cycle = await begin(agent);
    await cycle.close('releasing');
    expect(await cycle.open()).toEqual({ open: false });
    expect([await end(cycle.cycleId), await findLease(flywheel.pool, agent)]).toEqual([{ outcome: 'releasing', reason: 'better', claims: 2 }, undefined]);
  });

  test('at opening a release that has let its candidate out leaves it alone, and so does the next release', async () => {
    const agent = await newAgent();
    const first = await begin(agent);
    const one = await releaseOf(agent, first.cycleId);
    await openRelease(flywheel.pool, one, 'a');
    expect(await promoteCandidate(flywheel.pool, step(one), false)).toBe('promoted');
    await first.close('releasing');
    await openRelease(flywheel.pool, one, 'a');
    expect(await row(one)).toEqual({ cycle_id: first.cycleId, status: 'promoted', closed: true });

    const two = await releaseOf(agent, (await begin(agent, 2)).cycleId);
    expect(await openRelease(flywheel.pool, two, 'b')).toMatchObject({ older: [] });
    expect(await closeRelease(flywheel.pool, step(one), 'superseded')).toBe('promoted');
    expect(await end(first.cycleId)).toMatchObject({ outcome: 'promoted' });
  });

  test('at opening or closing a release takes nothing from a later one of the same candidate', async () => {
    const agent = await newAgent();
    const [first, second] = [await begin(agent), await begin(agent, 2)];
    const one = await releaseOf(agent, first.cycleId, 'the same');
    await openRelease(flywheel.pool, one, 'a');
    expect(await closeRelease(flywheel.pool, step(one), 'rejected')).toBe('rejected');
    const two = await releaseOf(agent, second.cycleId, 'the same');
    expect(two.id).toBe(one.id);
    await openRelease(flywheel.pool, two, 'b');
    await openRelease(flywheel.pool, one, 'a');
    await closeRelease(flywheel.pool, step(one), 'rejected');
    expect(await promoteCandidate(flywheel.pool, step(one), false)).toBe('superseded');
    expect(await row(two)).toEqual({ cycle_id: second.cycleId, status: 'waiting', closed: false });
    expect([await end(first.cycleId), await end(second.cycleId)]).toMatchObject([{ outcome: 'rejected' }, { outcome: 'releasing' }]);
    expect(await promoteCandidate(flywheel.pool, step(two), false)).toBe('promoted');
  });
});

describe('a cycle whose release has begun keeps what it has used', () => {
  test('when it is cancelled afterwards', async () => {
    const cycle = await begin(await newAgent());
    const release = await releaseOf(`late-${agents}`, cycle.cycleId);
    await openRelease(flywheel.pool, release, 'a');
    await promoteCandidate(flywheel.pool, step(release), false);
    await cycle.close('cancelled');
    expect(await end(cycle.cycleId)).toEqual({ outcome: 'promoted', reason: null, claims: 2 });
  });

  test('when its run is terminated and the next cycle takes its lease', async () => {
    const agent = await newAgent();
    const cycle = await begin(agent);
    await openRelease(flywheel.pool, { ...(await releaseOf(agent, cycle.cycleId)), needsApproval: true }, 'a');
    const next = await begin(agent, 2);
    expect(await findLease(flywheel.pool, agent)).toMatchObject({ cycleId: next.cycleId });
    expect([await end(cycle.cycleId), await end(next.cycleId)]).toEqual([{ outcome: 'awaiting_approval', reason: null, claims: 2 }, { outcome: null, reason: null, claims: 2 }]);
  });
});

test('a cycle that is cancelled while it opens leaves nothing open', async () => {
  const agent = await newAgent();
  const handle = await inTransaction(flywheel.pool, async (db) => {
    await db.query('lock table leases in share mode');
    const started = await flywheel.client.workflow.start('flywheelCycle', { workflowId: `flywheel/${agent}/manual-1`, taskQueue: flywheel.taskQueue, args: [{ agent, trigger: 'run' }] });
    await untilWaiting(1);
    await started.cancel();
    await untilCancelHeard(started);
    return started;
  });
  await expect(handle.result()).rejects.toThrow();
  expect([await end(handle.workflowId), await findLease(flywheel.pool, agent)]).toEqual([{ outcome: 'cancelled', reason: 'cancelled', claims: 0 }, undefined]);
});

test('a rollback and an erasure that mark the same candidate do not stop each other', async () => {
  const agent = await newAgent();
  const champion = (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId;
  const former = await registerCandidate(flywheel.pool, { agent, model: 'm', baseModel: null, systemPrompt: 'before', examples: [], datasetId: null, trainingKey: null, cycleId: null });
  await flywheel.pool.query(`insert into aliases (agent, name, candidate_id) values ($1, 'previous', $2)`, [agent, former]);
  const { rolling } = await inTransaction(flywheel.pool, async (db) => {
    await db.query('update candidates set tainted_at = now() where id = $1', [champion]);
    const rolling = rollBackChampion(flywheel.pool, { key: 'back', agent, by: 'bo', why: 'complaints', how: 'claimed' });
    await untilWaiting(1);
    await db.query(`insert into audit (key, agent, action, by, why) values ('forget', $1, 'forget', 'bo', 'asked for it')`, [agent]);
    return { rolling };
  });
  expect(await rolling).toMatchObject({ champion: former, takenBack: champion });
});

test('a release that is cancelled while its candidate takes the champion\'s place says that it was let out', async () => {
  const agent = await newAgent();
  const cycle = await begin(agent);
  const release = await releaseOf(agent, cycle.cycleId);
  const handle = await inTransaction(flywheel.pool, async (db) => {
    await db.query('select 1 from aliases where agent = $1 for update', [agent]);
    const started = await start(release);
    await untilWaiting(1);
    await started.cancel();
    await untilWaiting(2);
    return started;
  });
  expect(await handle.result()).toEqual({ outcome: 'promoted' });
  expect([(await findAlias(flywheel.pool, agent, 'champion'))?.candidateId, await row(release)]).toEqual([release.candidateId, { cycle_id: cycle.cycleId, status: 'promoted', closed: true }]);
});

test('a rollback that is cancelled while it is carried out says that it was', async () => {
  const agent = await newAgent();
  const champion = (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId;
  const former = await registerCandidate(flywheel.pool, { agent, model: 'sandbox-large', baseModel: null, systemPrompt: 'before', examples: [], datasetId: null, trainingKey: null, cycleId: null });
  await flywheel.pool.query(`insert into aliases (agent, name, candidate_id) values ($1, 'previous', $2)`, [agent, former]);
  const handle = await inTransaction(flywheel.pool, async (db) => {
    await db.query('select 1 from aliases where agent = $1 for update', [agent]);
    const started = await flywheel.client.workflow.start('rollback', { workflowId: rollbackId(agent, new Date()), taskQueue: flywheel.taskQueue, args: [{ agent, by: 'bo', why: 'complaints' }] });
    await untilWaiting(1);
    await started.cancel();
    await untilCancelHeard(started);
    return started;
  });
  expect(await handle.result()).toEqual({ champion: former, takenBack: champion });
});

// The last one: it stops the worker.
test('a release that ends while its candidate is made to answer lets nothing out', async () => {
  const ways = [
    { stop: (handle: WorkflowHandle) => handle.cancel(), left: { status: 'cancelled', closed: true } },
    { stop: (handle: WorkflowHandle) => handle.terminate('by hand'), left: { status: 'waiting', closed: false } },
  ];
  const releases: NewRelease[] = [];
  const serving = () => Promise.all(releases.map(async ({ agent }) => (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId));
  const letGo: (() => void)[] = [];
  for (const { stop } of ways) {
    const agent = await newAgent();
    const release = await releaseOf(agent, (await begin(agent)).cycleId);
    releases.push(release);
    const held = lane.hold({ method: 'GET', path: /models/ }, 'answer');
    letGo.push(held.letGo);
    const handle = await start(release);
    await held.reached;
    await stop(handle);
    await expect(handle.result()).rejects.toThrow();
  }
  const before = await serving();
  for (const go of letGo) go();
  // It lets the activities that are under way come to their end.
  await worker.stop();
  expect(await serving()).toEqual(before);
  expect(await Promise.all(releases.map(row))).toMatchObject(ways.map(({ left }) => left));
});
