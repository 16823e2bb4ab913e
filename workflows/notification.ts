import { ParentClosePolicy, WorkflowIdReusePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Notice } from '../core/cycle/notice.ts';
import { deliverNotice } from './activities.ts';

/** Tells the webhook, for a day at most. */
export async function notification(notice: Notice): Promise<void> {
  await deliverNotice.executeWithOptions({ summary: notice.event.replaceAll('_', ' ') }, [notice]);
}

/** Left to itself: a receiver that does not answer holds up no release. */
export async function announce(notice: Omit<Notice, 'id' | 'at'>, number = 1): Promise<void> {
  const { workflowId, runId } = workflowInfo();
  const id = `${workflowId}/${runId}/${notice.event}${number > 1 ? `-${number}` : ''}`;
  await startChild(notification, {
    workflowId: `${workflowId}/notice/${notice.event}${number > 1 ? `-${number}` : ''}`,
    args: [{ ...notice, id, at: new Date().toISOString() }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    staticSummary: `${notice.event.replaceAll('_', ' ')}: ${notice.candidateId}`,
  }).catch((error: unknown) => {
    // It is on its way: who was cancelled while saying it says it again.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
}
