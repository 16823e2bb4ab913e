import { ApplicationFailure, CancellationScope, defineQuery, isCancellation, setHandler, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { CycleSettings } from '../core/cycle/cycle.ts';
import { cancelTraining, pollTraining } from './activities.ts';

export type Training = Awaited<ReturnType<Activities['pollTraining']>>;

/** How far the training is that this workflow waits for; undefined when it waits for none. */
export const trainingQuery = defineQuery<Training | undefined>('training');

/**
 * Waits for a training with durable timers that double: no activity slot is held, and a restart of everything
 * changes nothing. A cancelled cycle cancels the job at the provider: nobody would use what it costs.
 *
 * @param hopeless asked after each look: true cancels the job, which is no failure
 */
export async function awaitTraining(
  trainingKey: string, settings: CycleSettings, note: (text: string) => void, hopeless: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<'succeeded' | 'stopped'> {
  const startedMs = Date.now();
  let seen: Training | undefined;
  setHandler(trainingQuery, () => seen, { description: 'state, step, loss and estimated rest of the training' });
  try {
    for (let waitMs = settings.pollFromMs; ; waitMs = Math.min(waitMs * 2, settings.pollToMs)) {
      seen = await pollTraining.executeWithOptions({ summary: 'look at the training job' }, [trainingKey]);
      if (seen.status === 'succeeded') return 'succeeded';
      if (seen.status !== 'running') throw ApplicationFailure.nonRetryable(`the training ended ${seen.status}`, seen.reason ?? `training_${seen.status}`);
      const spentMs = Date.now() - startedMs;
      if (spentMs >= settings.giveUpAfterMs) {
        await cancelTraining(trainingKey);
        throw ApplicationFailure.nonRetryable('the training took too long and was cancelled', 'training_gave_up');
      }
      if (await hopeless()) {
        await cancelTraining(trainingKey);
        return 'stopped';
      }
      note(describeTraining(seen, spentMs));
      await sleep(waitMs);
    }
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => cancelTraining(trainingKey));
    throw error;
  }
}

/** `step 40 of 120, loss 0.412, about 5 min left`, as far as the trainer says so. */
function describeTraining({ step, totalSteps, loss, validLoss, remainingMs }: Training, spentMs: number): string {
  const parts = [
    step === undefined ? `training for ${Math.round(spentMs / 1_000)} s` : `step ${step}${totalSteps === undefined ? '' : ` of ${totalSteps}`}`,
    ...(loss === undefined ? [] : [`loss ${loss.toPrecision(3)}`]),
    ...(validLoss === undefined ? [] : [`validation loss ${validLoss.toPrecision(3)}`]),
    ...(remainingMs === undefined ? [] : [`about ${duration(remainingMs)} left`]),
  ];
  return parts.join(', ');
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
