import type { Client } from '@temporalio/client';
import type { CycleInput, CycleResult, ReleaseChoice, ReleaseResult } from '../../core/cycle/cycle.ts';
import { manualCycleId, releaseId, rollbackId, taskQueue } from '../../core/cycle/ids.ts';

/** Starts a cycle by hand under a readable id; the scheduled ones are started by Temporal. */
export async function startCycle(client: Client, input: CycleInput, queue = taskQueue, sign?: (cycleId: string) => string): Promise<string> {
  const workflowId = manualCycleId(input.agent, new Date());
  const signature = sign?.(workflowId);
  const handle = await client.workflow.start('flywheelCycle', {
    workflowId, taskQueue: queue, args: [{ ...input, ...(signature !== undefined && { signature }) }],
    staticSummary: `${input.trigger} of ${input.agent}`,
  });
  return handle.workflowId;
}

/** Waits for a cycle, and for its release where that needs no person. One that failed, or was ended from outside, throws `WorkflowFailedError`. */
export async function cycleEnd(client: Client, cycleId: string): Promise<CycleResult> {
  const result = (await client.workflow.getHandle(cycleId).result()) as CycleResult;
  if (result.outcome !== 'releasing' || !result.releaseId) return result;
  const { outcome } = (await client.workflow.getHandle(result.releaseId).result()) as ReleaseResult;
  return { ...result, outcome };
}

/** A person's word on a waiting release; refused ones throw `WorkflowUpdateFailedError`. */
export async function decideRelease(client: Client, release: { agent: string; candidateId: string }, decision: 'approve' | 'reject', choice: ReleaseChoice): Promise<ReleaseResult> {
  const handle = client.workflow.getHandle(releaseId(release.agent, release.candidateId));
  await handle.executeUpdate(decision, { args: [choice] });
  return handle.result() as Promise<ReleaseResult>;
}

/** Takes the last release back and waits until the former champion serves. */
export async function rollBack(
  client: Client, input: { agent: string; by: string; why: string }, queue = taskQueue, sign?: (rollbackId: string) => string,
): Promise<{ champion: string; takenBack: string }> {
  const workflowId = rollbackId(input.agent, new Date());
  const signature = sign?.(workflowId);
  return client.workflow.execute('rollback', { workflowId, taskQueue: queue, args: [{ ...input, ...(signature !== undefined && { signature }) }] });
}
