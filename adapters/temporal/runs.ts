import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** Whether a run still goes on. One that Temporal has forgotten is over. */
export async function isRunOpen(client: Client, workflowId: string, runId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId, runId).describe();
    return status.name === 'RUNNING' || status.name === 'PAUSED';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
