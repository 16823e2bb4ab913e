import { ApplicationFailure } from '@temporalio/workflow';

/** What the person who decides is shown: no stack, which would only name the server's files. */
export function refusal(message: string, type: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message, type);
  failure.stack = '';
  return failure;
}
