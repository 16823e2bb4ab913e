import { ApplicationFailure, CancellationScope, defineQuery, setHandler, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { CycleSettings } from '../core/cycle/cycle.ts';
import { nextLookMs } from '../core/cycle/history-size.ts';
import { cancelTraining, pollTraining, submitTraining } from './activities.ts';

export type Training = Awaited<ReturnType<Activities['pollTraining']>>;

/** How far the training is that this workflow waits for; undefined when it waits for none. */
export const trainingQuery = defineQuery<Training | undefined>('training');

/**
 * Buys a training and waits for its end with durable timers: no activity slot is held, and a restart of everything
 * changes nothing. Whatever ends the wait before the training ends, a cancelled cycle or a trainer that is out of reach,
 * cancels the job, also where nobody knows yet whether the order became one: nobody would use what it costs.
 *
 * @param hopeless asked after each look: true cancels the job, which is no failure
 */
export async function runTraining(
  cycleId: string, trainingKey: string, settings: CycleSettings, note: (text: string) => void, hopeless: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<'succeeded' | 'stopped'> {
  let seen: Training | undefined;
  setHandler(trainingQuery, () => seen, { description: 'state, step, loss and estimated rest of the training' });
  try {
    await submitTraining.executeWithOptions({ summary: 'one job for it' }, [cycleId, trainingKey]);
    const startedMs = Date.now();
    for (let waitMs = settings.pollFromMs; ; waitMs = nextLookMs(waitMs, settings.pollToMs, Date.now() - startedMs)) {
      seen = await pollTraining.executeWithOptions({ summary: 'look at the training job' }, [trainingKey]);
      if (seen.status !== 'running') break;
      const spentMs = Date.now() - startedMs;
      if (spentMs >= settings.giveUpAfterMs) throw ApplicationFailure.nonRetryable('the training took too long and is cancelled', 'training_gave_up');
      if (await hopeless()) {
        await cancelTraining(trainingKey);
        return 'stopped';
      }
      note(describeTraining(seen, spentMs));
      await sleep(waitMs);
    }
  } catch (error) {
    // A trainer that cannot be reached for this, either, does not hide what went wrong first.
    await CancellationScope.nonCancellable(() => cancelTraining(trainingKey)).catch(() => undefined);
    throw error;
  }
  if (seen.status === 'succeeded') return 'succeeded';
  throw ApplicationFailure.nonRetryable(`the training ended ${seen.status}`, seen.reason ?? `training_${seen.status}`);
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
