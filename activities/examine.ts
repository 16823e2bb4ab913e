import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { storeFailure } from '../adapters/store/failures.ts';
import { storeResults, type CaseToAsk } from '../adapters/store/results.ts';
import { patience } from '../core/evaluation/patience.ts';
import { askCase, errorInstead, type Examination } from './ask-case.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';
import { groupWriter } from './group-writer.ts';

/**
 * Asks the cases, several at a time, and stores each answer before the next question of its lane: what a crash can cost is
 * at most the questions under way.
 *
 * @throws ProviderError when some are still to be asked, in another attempt
 */
export async function examine({ pool, chat }: Pick<Dependencies, 'pool' | 'chat'>, examination: Examination, cases: readonly CaseToAsk[], allowedErrors: number): Promise<void> {
  const { evaluate, cycleId } = examination;
  const { attempt } = Context.current().info;
  const writer = groupWriter((rows: Parameters<typeof storeResults>[1][number][]) => storeResults(pool, rows));
  const calm = patience({ attempt, attempts: evaluate.attempts, allowed: allowedErrors });
  let left: ProviderError | undefined;
  await forEachConcurrently(cases, evaluate.concurrency, async (one) => {
    try {
      await writer.put(await askCase(chat, examination, one));
      calm.succeeded();
    } catch (error) {
      // A refused key or an unknown model is the same for every case.
      if (!(error instanceof ProviderError) || (!error.retryable && error.type !== 'provider_bad_request')) throw error;
      const then = calm.failed(!error.retryable);
      if (then === 'stop') throw error;
      if (then === 'later') {
        left = error;
        return;
      }
      const { type, status, requestId, detail } = error;
      await storeFailure(pool, { workflowId: cycleId, activity: 'evaluateBatch', attempt, type, status, requestId, detail });
      await writer.put(errorInstead(examination, one, type));
    }
  });
  if (left) throw left;
}
