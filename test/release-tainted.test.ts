import type { WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { getCandidate, registerCandidate } from '../adapters/store/candidates.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { closeRelease, findAlias, openRelease, promoteCandidate, waitingReleases } from '../adapters/store/releases.ts';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent, serve } from './support/served-agent.ts';

const traffic = supportTraffic({ seed: 7, count: 200, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const suite = traffic.slice(160);
const ana = { by: 'ana', why: 'the evidence convinces me' };

let flywheel: TestFlywheel;
let cli: Cli;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
  cli = await openCli(flywheel.env);
});
afterAll(async () => {
  await cli?.remove();
  await flywheel.close();
});

type Waiting = { run: Run; candidateId: string; handle: WorkflowHandle };

async function cycleToRelease(agent: string, trigger: 'run' | 'retrain' = 'run'): Promise<Waiting> {
  const run = await startCycle(flywheel, agent, { trigger });
  const result = await run.result();
  expect(result).toMatchObject({ outcome: 'awaiting_approval', verdict: 'promote' });
  return { run, candidateId: result.candidateId ?? '', handle: flywheel.client.workflow.getHandle(result.releaseId ?? '') };
}

/** A release that waits, whose candidate learned from a user of its own: most of its examples are of others. */
async function waitingRelease(agent: string): Promise<Waiting & { user: string }> {
  await prepareAgent(flywheel.pool, agent, { asked: traffic.slice(0, 90), suite, release: { approval: 'required' } });
  const user = `customer of ${agent}`;
  // Every fifteenth exchange: some of them were corrected, and became samples.
  await flywheel.pool.query(`update interactions set user_id = $2 where agent = $1 and split_part(key, '-', 2)::int % 5 = 0`, [agent, pseudonym('u', user, 'test-key')]);
  return { ...(await cycleToRelease(agent)), user };
}

const forget = async (user: string): Promise<string> => {
  const { code, stdout, stderr } = await cli.run('forget', '--user', user, '--why', 'asked for it');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const detailsOf = async (handle: WorkflowHandle): Promise<string> => (await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
const champion = async (agent: string): Promise<string | undefined> => (await findAlias(flywheel.pool, agent, 'champion'))?.candidateId;

describe('a candidate that waits for approval when a user is erased whom it learned from', () => {
  test('says so, cannot be approved, and gives way to one that is trained without the user', async () => {
    const agent = 'held';
    const before = await waitingRelease(agent);
    const serving = await champion(agent);
    expect(await detailsOf(before.handle)).not.toContain('marked');
    expect(await forget(before.user)).toContain(`${before.candidateId} of held waits for approval`);

    expect(await detailsOf(before.handle)).toMatch(/waiting for approval[^]*marked[^]*learned from a user[^]*npx flywheel retrain/);
    expect((await cli.run('status', '--agent', agent)).stdout).toMatch(new RegExp(`waits for approval: ${before.candidateId}[^\\n]*\\n  it saw a user who was erased on`));
    await cli.run('report', before.run.cycleId, '--agent', agent, '--out', 'page.html');
    expect(await cli.json<{ candidate: { taintedAt: string | null } }>('report', before.run.cycleId, '--agent', agent)).toMatchObject({ candidate: { taintedAt: expect.any(String) as string } });

    expect(await cli.run('approve', '--agent', agent, '--why', 'good figures', '--by', 'ana')).toMatchObject({ code: 2, stderr: expect.stringContaining('npx flywheel retrain makes one without that user') as string });
    const error = await before.handle.executeUpdate('approve', { args: [ana] }).catch((thrown: unknown) => thrown);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'candidate_tainted' });
    expect(await waitingReleases(flywheel.pool, agent)).toMatchObject([{ candidate_id: before.candidateId, tainted_at: expect.any(Date) as Date }]);

    // What is made of the marked model from now on has the mark, and is not held up by it.
    const { model } = await getCandidate(flywheel.pool, before.candidateId);
    const make = async (way: { model: string; baseModel: string | null }) => {
      const id = await registerCandidate(flywheel.pool, { agent, systemPrompt: 'Another one.', examples: [], datasetId: null, trainingKey: null, cycleId: null, ...way });
      return { id, marked: (await getCandidate(flywheel.pool, id)).tainted_at !== null };
    };
    expect(await make({ model: 'sandbox-large', baseModel: null })).toMatchObject({ marked: false });
    expect(await make({ model: 'goes-on', baseModel: model })).toMatchObject({ marked: true });
    const prompted = await make({ model, baseModel: null });
    expect(prompted.marked).toBe(true);
    const step = { releaseId: 'r', agent, candidateId: prompted.id, cycleId: before.run.cycleId, ...ana, how: null, evidence: null };
    expect(await openRelease(flywheel.pool, { id: 'r', needsApproval: true, fourEyes: false, ...step }, 'run')).toMatchObject({ tainted: false });
    await closeRelease(flywheel.pool, step, 'superseded');

    await serve(flywheel.pool, agent, traffic.slice(100, 150), 'b');
    const after = await cycleToRelease(agent, 'retrain');
    expect(after.candidateId).not.toBe(before.candidateId);
    expect(await before.handle.result()).toEqual({ outcome: 'superseded' });
    expect(await detailsOf(after.handle)).not.toContain('marked');
    expect(await after.handle.executeUpdate('approve', { args: [ana] })).toBe('promoted');
    expect(await after.handle.result()).toEqual({ outcome: 'promoted' });
    expect(await champion(agent)).not.toBe(serving);
  });

  test('may be rejected; and where an erasure is faster than the alias, it is kept in although it was approved', async () => {
    const agent = 'late';
    const { run, candidateId, handle, user } = await waitingRelease(agent);
    const serving = await champion(agent);
    await forget(user);
    // As if the approval had been admitted just before.
    const step = { releaseId: handle.workflowId, agent, candidateId, cycleId: run.cycleId, ...ana, how: 'claimed' as const, evidence: null };
    expect(await promoteCandidate(flywheel.pool, step, false)).toBe('tainted');
    expect(await champion(agent)).toBe(serving);
    expect(await handle.executeUpdate('reject', { args: [ana] })).toBe('rejected');
    expect(await handle.result()).toEqual({ outcome: 'rejected' });
    expect((await getCycle(flywheel.pool, run.cycleId)).outcome).toBe('rejected');
  });

  test('goes out where the policy allows it as it stands when it is approved, and a rollback to it warns', async () => {
    const agent = 'allowed';
    const { candidateId, handle, user } = await waitingRelease(agent);
    const former = await champion(agent);
    await forget(user);
    const { config } = await getAgent(flywheel.pool, agent);
    await applyWithChampion(flywheel.pool, { ...config, release: { ...config.release, tainted: 'allow' } }, 'test');
    expect(await handle.executeUpdate('approve', { args: [ana] })).toBe('promoted');
    expect(await handle.result()).toEqual({ outcome: 'promoted' });
    expect(await champion(agent)).toBe(candidateId);

    await flywheel.pool.query(`update aliases set candidate_id = case name when 'champion' then $2 else $3 end where agent = $1`, [agent, former, candidateId]);
    const { code, stdout } = await cli.run('rollback', '--agent', agent, '--why', 'complaints');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(new RegExp(`^${candidateId} serves again; ${former} was taken back; it saw a user who was erased on .*retrain`)) as string });
  });
});
