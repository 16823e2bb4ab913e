import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { storeFailure } from '../adapters/store/failures.ts';
import type { Dependencies } from './dependencies.ts';
import { classify, toFailure } from './failure.ts';

/** Well below the heartbeat time-out of the workflows, so that one late beat does not end an attempt. */
const beatEveryMs = 2_000;

type Activity = (...args: never[]) => Promise<unknown>;

/**
 * Wraps every activity: it beats while it runs, so a dead worker is noticed in seconds and a cancellation arrives;
 * and whatever it throws reaches Temporal as a type, a status and a request id, with the details in Postgres.
 */
export function guard<T extends Record<string, Activity>>(activities: T, { pool }: Pick<Dependencies, 'pool'>): T {
  const guarded = Object.entries(activities).map(([name, activity]) => {
    const run = async (...args: never[]): Promise<unknown> => {
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), beatEveryMs);
      try {
        return await activity(...args);
      } catch (error) {
        if (error instanceof CancelledFailure || error instanceof CompleteAsyncError) throw error;
        if (error instanceof ApplicationFailure) throw withoutStack(error);
        // Aborted calls are how a cancellation shows itself.
        if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled');
        const safe = classify(error);
        const detail = error instanceof Error ? ((error as { detail?: unknown }).detail?.toString() ?? error.stack ?? error.message) : String(error);
        const { workflowExecution, attempt } = context.info;
        await storeFailure(pool, {
          workflowId: workflowExecution?.workflowId ?? '', activity: name, attempt, detail,
          type: safe.type, status: safe.status, requestId: safe.requestId,
        }).catch(() => undefined); // When the database itself is down there is nowhere to write.
        throw withoutStack(toFailure(safe));
      } finally {
        clearInterval(beat);
      }
    };
    return [name, run];
  });
  return Object.fromEntries(guarded) as T;
}

/** A history is read by people who have no use for the paths of the server's files. */
function withoutStack(failure: ApplicationFailure): ApplicationFailure {
  failure.stack = '';
  return failure;
}
