import { Context } from '@temporalio/activity';
import { discardedTrainings, markDiscarded, noteRemoved } from '../adapters/store/discarded-trainings.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';
import type { Dependencies } from './dependencies.ts';
import { classify } from './failure.ts';

/** Of one purchase: a backlog is worked off over several, and holds up none. */
const mostAtOnce = 20;
/** Short: it is a courtesy, and twenty of them stand before a cycle. */
const undeployTimeoutMs = 5_000;

/** Removes what old trainings have left at a trainer that keeps only so much. Space is not worth a failed purchase: what cannot be removed is tried again at the next one. */
export async function discardOldTrainings({ pool, serving }: Pick<Dependencies, 'pool' | 'serving'>, name: string, trainer: Trainer, timeoutMs: number): Promise<void> {
  if (!trainer.retention) return;
  await markDiscarded(pool, name, trainer.retention);
  for (const { key, provider_job_id: jobId, tuned_model: model } of await discardedTrainings(pool, name, mostAtOnce)) {
    try {
      // Else it would go on answering from memory. A server that is not there has nothing in memory, either.
      if (model !== null) await serving.undeploy(model, { timeoutMs: undeployTimeoutMs }).catch(() => undefined);
      if (await trainer.discard(jobId, { timeoutMs })) await noteRemoved(pool, key);
    } catch (error) {
      Context.current().log.warn('what an old training has left could not be removed', { training: key.slice(0, 12), type: classify(error).type });
    }
  }
}
