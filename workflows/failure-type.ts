import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/workflow';

/** The innermost type: a code that the activities chose, never a message. */
export function failureType(error: unknown): string {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return failureType(error.cause);
  return error instanceof ApplicationFailure && error.type ? error.type : 'internal';
}
