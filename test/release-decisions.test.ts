import { WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getCycle } from '../adapters/store/cycles.ts';
import { findAlias, waitingReleases } from '../adapters/store/releases.ts';
import { rollbackId } from '../core/cycle/ids.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent, serve } from './support/served-agent.ts';
import { startWorkerProcess } from './support/worker-process.ts';

const traffic = supportTraffic({ seed: 7, count: 200, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const suite = traffic.slice(160);
const [firstDay, secondDay] = [traffic.slice(0, 60), traffic.slice(60, 120)];
const ana = { by: 'ana', why: 'the evidence convinces me' };

let flywheel: TestFlywheel;
let client: Client;
let agents = 0;

beforeAll(async () => {
  flywheel = await startFlywheel();
  ({ client } = flywheel);
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

/** An agent whose first cycle has come to a release that waits for a person. */
async function waitingRelease(release: object = {}, scene: TestFlywheel = flywheel): Promise<{ agent: string; run: Run; candidateId: string; handle: WorkflowHandle }> {
  const agent = `released-${++agents}`;
  await prepareAgent(scene.pool, agent, { asked: firstDay, suite, release: { approval: 'required', ...release } });
  return { agent, ...(await cycleToRelease(agent, scene)) };
}

async function cycleToRelease(agent: string, scene: TestFlywheel = flywheel): Promise<{ run: Run; candidateId: string; handle: WorkflowHandle }> {
  const run = await startCycle(scene, agent);
  const result = await run.result();
  expect(result).toMatchObject({ outcome: 'awaiting_approval', verdict: 'promote' });
  return { run, candidateId: result.candidateId ?? '', handle: client.workflow.getHandle(result.releaseId ?? '') };
}

const outcomeOf = async ({ cycleId }: Run): Promise<string | null> => (await getCycle(flywheel.pool, cycleId)).outcome;
const champion = async (agent: string): Promise<string | undefined> => (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId;
const auditOf = async (agent: string): Promise<object[]> =>
  (await flywheel.pool.query('select action, by, why, candidate_id, previous_id from audit where agent = $1 order by id', [agent])).rows;

describe.concurrent('a release', () => {
  test('is let out by whom, and for the reason, that the approval names', async () => {
    const { agent, run, candidateId, handle } = await waitingRelease();
    const before = await champion(agent);
    expect(await outcomeOf(run)).toBe('awaiting_approval');
    expect(await waitingReleases(flywheel.pool, agent)).toMatchObject([{ id: handle.workflowId, candidate_id: candidateId, cycle_id: run.cycleId }]);
    expect(await handle.executeUpdate('approve', { args: [{ by: ' ana ', why: ana.why }] })).toBe('promoted');
    expect(await handle.result()).toEqual({ outcome: 'promoted' });
    expect([await champion(agent), await outcomeOf(run)]).toEqual([candidateId, 'promoted']);
    expect((await auditOf(agent)).at(-1)).toEqual({ action: 'promote', ...ana, candidate_id: candidateId, previous_id: before });
    expect(await waitingReleases(flywheel.pool, agent)).toEqual([]);
  });

  test.for([[{ by: '', why: 'x' }], [{ by: 'ana', why: ' ' }], [{ by: 'ana' }], [undefined], ['yes']] as const)('takes no approval that does not say who and why: %j', async ([choice], { expect }) => {
    const { agent, handle } = await refusing();
    // Only updates: on a busy machine the release may still be writing events of its own.
    const accepted = async () => (await handle.fetchHistory()).events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? [];
    const serving = await champion(agent);
    const error = await handle.executeUpdate('approve', { args: [choice] }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'invalid_choice' });
    expect(await accepted()).toEqual([]);
    expect(await champion(agent)).toBe(serving);
  });

  test('that is rejected changes nothing, and is decided for good', async () => {
    const { agent, run, candidateId, handle } = await waitingRelease();
    const before = await champion(agent);
    expect(await handle.executeUpdate('reject', { args: [ana] })).toBe('rejected');
    expect(await handle.result()).toEqual({ outcome: 'rejected' });
    expect([await champion(agent), await outcomeOf(run)]).toEqual([before, 'rejected']);
    expect((await auditOf(agent)).at(-1)).toMatchObject({ action: 'reject', ...ana, candidate_id: candidateId });
    await expect(handle.executeUpdate('approve', { args: [ana] })).rejects.toThrow();
    expect(await champion(agent)).toBe(before);
  });

  test('that nobody decides in time ends, and changes nothing', async () => {
    const { agent, run, handle } = await waitingRelease({ approval_timeout: '100ms' });
    const before = await champion(agent);
    expect(await handle.result()).toEqual({ outcome: 'approval_timeout' });
    expect([await champion(agent), await outcomeOf(run)]).toEqual([before, 'approval_timeout']);
    expect(await waitingReleases(flywheel.pool, agent)).toEqual([]);
  });

  test('does not stop tomorrow\'s cycle, whose better candidate takes its place', async () => {
    const { agent, run, handle } = await waitingRelease();
    await serve(flywheel.pool, agent, secondDay, 'b');
    const tomorrow = await cycleToRelease(agent);
    expect(await handle.result()).toEqual({ outcome: 'superseded' });
    expect(await outcomeOf(run)).toBe('superseded');
    expect(await waitingReleases(flywheel.pool, agent)).toMatchObject([{ id: tomorrow.handle.workflowId }]);
    await tomorrow.handle.executeUpdate('approve', { args: [ana] });
    expect(await tomorrow.handle.result()).toEqual({ outcome: 'promoted' });
    expect(await champion(agent)).toBe(tomorrow.candidateId);
  });

  test('is superseded when the champion is another than the one it was compared with', async () => {
    const { agent, run, candidateId, handle } = await waitingRelease();
    // Another release was faster, by another way than the supersession: its signal may come too late.
    const other = `c-other-${agent}`;
    await flywheel.pool.query(`insert into candidates (id, agent, model) values ($1, $2, 'sandbox-small')`, [other, agent]);
    await flywheel.pool.query(`update aliases set candidate_id = $1 where agent = $2 and name = 'champion'`, [other, agent]);
    await handle.executeUpdate('approve', { args: [ana] });
    expect(await handle.result()).toEqual({ outcome: 'superseded' });
    expect([await champion(agent), await outcomeOf(run)]).toEqual([other, 'superseded']);
    expect(await auditOf(agent)).not.toContainEqual(expect.objectContaining({ candidate_id: candidateId }));
  });

  test('that was ended in the UI leaves no release waiting once a newer one is there', async ({ expect }) => {
    const { agent, run, handle } = await waitingRelease();
    await handle.terminate('by hand');
    await serve(flywheel.pool, agent, secondDay, 'b');
    const tomorrow = await cycleToRelease(agent);
    await expect.poll(() => waitingReleases(flywheel.pool, agent)).toMatchObject([{ id: tomorrow.handle.workflowId }]);
    expect(await outcomeOf(run)).toBe('superseded');
  });

  test('taken back lets the former champion serve, and is not let out again by itself', async () => {
    const { agent, run, candidateId, handle } = await waitingRelease();
    const before = await champion(agent);
    await handle.executeUpdate('approve', { args: [ana] });
    await handle.result();
    const rollback = { agent, by: 'bo', why: 'complaints' };
    const back = () => client.workflow.execute('rollback', { workflowId: rollbackId(agent, new Date()), taskQueue: flywheel.taskQueue, args: [rollback] });
    expect(await back()).toEqual({ champion: before, takenBack: candidateId });
    expect([await champion(agent), await outcomeOf(run)]).toEqual([before, 'rolled_back']);
    expect((await auditOf(agent)).at(-1)).toEqual({ action: 'rollback', by: 'bo', why: 'complaints', candidate_id: before, previous_id: candidateId });

    // The same data make the same candidate again.
    const again = await startCycle(flywheel, agent, { trigger: 'retrain' });
    expect(await again.result()).toMatchObject({ outcome: 'rejected', reason: 'previously_rolled_back', candidateId });
    expect(await champion(agent)).toBe(before);
    await expect(client.workflow.execute('rollback', { workflowId: `${rollbackId(agent, new Date())}-2`, taskQueue: flywheel.taskQueue, args: [rollback] })).rejects.toMatchObject({
      cause: { cause: { type: 'nothing_to_roll_back' } },
    });
  });
});

/** One release that everything is refused by. */
let forRefusals: ReturnType<typeof waitingRelease> | undefined;
const refusing = (): ReturnType<typeof waitingRelease> => (forRefusals ??= waitingRelease());

test('an approval that comes while no worker lives is carried out by the next one', { timeout: 60_000 }, async () => {
  const scene = await startFlywheel({ worker: false });
  try {
    await scene.answerKey(traffic);
    const first = await startWorkerProcess(scene.env);
    const { agent, run, candidateId, handle } = await waitingRelease({}, scene);
    await first.kill();
    // An update waits for a worker as long as its caller does.
    const approval = handle.executeUpdate('approve', { args: [ana] });
    const second = await startWorkerProcess(scene.env);
    expect(await approval).toBe('promoted');
    expect(await handle.result()).toEqual({ outcome: 'promoted' });
    expect((await findAlias(scene.pool, agent, 'champion'))?.candidateId).toBe(candidateId);
    expect((await getCycle(scene.pool, run.cycleId)).outcome).toBe('promoted');
    await second.stop();
  } finally {
    await scene.close();
  }
});
