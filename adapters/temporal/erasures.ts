import type { Client } from '@temporalio/client';
import { forgetId, taskQueue } from '../../core/cycle/ids.ts';

export type ErasureEnd = { finished: boolean; files: number; outOfReach: number };

/** Starts the erasure that a row asks for, or goes on with the run that is at it, and waits for its end. */
export async function runErasure(client: Client, erasureId: string, queue = taskQueue): Promise<ErasureEnd> {
  return client.workflow.execute('forget', {
    workflowId: forgetId(erasureId), taskQueue: queue, args: [erasureId],
    workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: 'erases a user',
  });
}
