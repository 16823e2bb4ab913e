import { ApplicationFailure, CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { CycleSettings } from '../core/cycle/cycle.ts';
import { cancelTraining, pollTraining } from './activities.ts';

/**
 * Waits for a training with durable timers that double: no activity slot is held, and a restart of everything
 * changes nothing. A cancelled cycle cancels the job at the provider: nobody would use what it costs.
 */
export async function awaitTraining(trainingKey: string, settings: CycleSettings, note: (text: string) => void): Promise<void> {
  const startedMs = Date.now();
  try {
    for (let waitMs = settings.pollFromMs; ; waitMs = Math.min(waitMs * 2, settings.pollToMs)) {
      const { status } = await pollTraining.executeWithOptions({ summary: 'look at the training job' }, [trainingKey]);
      if (status === 'succeeded') return;
      if (status !== 'running') throw ApplicationFailure.nonRetryable(`the training ended ${status}`, `training_${status}`);
      const spentMs = Date.now() - startedMs;
      if (spentMs >= settings.giveUpAfterMs) {
        await cancelTraining(trainingKey);
        throw ApplicationFailure.nonRetryable('the training took too long and was cancelled', 'training_gave_up');
      }
      note(`training for ${Math.round(spentMs / 1_000)} s`);
      await sleep(waitMs);
    }
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => cancelTraining(trainingKey));
    throw error;
  }
}
