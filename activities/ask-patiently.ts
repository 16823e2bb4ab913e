import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { Pool } from '../adapters/store/database.ts';
import { storeFailure } from '../adapters/store/failures.ts';
import { patience } from '../core/evaluation/patience.ts';
import { forEachConcurrently } from './for-each.ts';

type Questions<T> = {
  cycleId: string;
  /** Under whose name failures are stored. */
  activity: string;
  concurrency: number;
  /** Attempts after which an error stands in for an answer, and how many errors may. */
  attempts: number;
  allowedErrors: number;
  ask: (item: T) => Promise<void>;
  /** Stores the code of the error in the place of an answer. */
  instead: (item: T, code: string) => Promise<void>;
};

/**
 * Asks a provider item by item, several at a time. A call that fails holds up nobody: see `patience`.
 *
 * @throws ProviderError when some are still to be asked, in another attempt
 */
export async function askPatiently<T>(pool: Pool, items: readonly T[], { cycleId, activity, concurrency, attempts, allowedErrors, ask, instead }: Questions<T>): Promise<void> {
  const { attempt } = Context.current().info;
  const calm = patience({ attempt, attempts, allowed: allowedErrors });
  let left: ProviderError | undefined;
  await forEachConcurrently(items, concurrency, async (item) => {
    try {
      await ask(item);
      calm.succeeded();
    } catch (error) {
      // A refused key or an unknown model is the same for every item.
      if (!(error instanceof ProviderError) || (!error.retryable && error.type !== 'provider_bad_request')) throw error;
      const then = calm.failed(!error.retryable);
      if (then === 'stop') throw error;
      if (then === 'later') {
        left = error;
        return;
      }
      const { type, status, requestId, detail } = error;
      await storeFailure(pool, { workflowId: cycleId, activity, attempt, type, status, requestId, detail });
      await instead(item, type);
    }
  });
  if (left) throw left;
}
