import { CancellationScope, executeChild, ParentClosePolicy } from '@temporalio/workflow';
import type { CycleSettings } from '../core/cycle/cycle.ts';
import { chooseSwept, intendTraining, noteSweepJob, planSweep, registerCandidate, scoreSweepJob, sweepPoint, watchSweepJob } from './activities.ts';
import type { Attempt, Making } from './candidates.ts';
import { inLanes } from './lanes.ts';
import { mark, Progress } from './progress.ts';
import { runTraining } from './training.ts';

export type SweepJobInput = { agent: string; cycleId: string; datasetId: string; position: number; force: boolean; settings: CycleSettings };

/** Trains with several settings, each in a workflow of its own, and puts the best on validation before the gate. */
export async function sweepTraining({ input, cycleId, datasetId, settings, progress }: Making): Promise<Attempt> {
  const { jobs, concurrency } = await planSweep.executeWithOptions({ summary: 'settings within the budget' }, [cycleId, datasetId]);
  let ended = 0;
  progress.note(`sweep: ${jobs} trainings`);
  await inLanes(jobs, async (position) => {
    const job: SweepJobInput = { agent: input.agent, cycleId, datasetId, position, force: input.force ?? false, settings };
    await executeChild(sweepJob, {
      workflowId: `${cycleId}/sweep/${position}`,
      args: [job],
      // Cancels the job at its trainer even where the cycle is terminated.
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `setting ${position + 1} of ${jobs}`,
    });
    progress.note(`sweep: ${(ended += 1)} of ${jobs} trainings ended`);
  }, concurrency);
  const { candidateId } = await chooseSwept.executeWithOptions({ summary: 'the best on validation' }, [cycleId, datasetId]);
  return { candidateId };
}

/** One training of a sweep: bought once, stopped early where another one is ahead, asked the validation questions. */
export async function sweepJob({ agent, cycleId, datasetId, position, force, settings }: SweepJobInput): Promise<{ outcome: 'succeeded' | 'stopped_early' | 'failed' }> {
  const progress = new Progress(agent, 'run');
  progress.begin('train');
  try {
    const tuned = await sweepPoint(cycleId, position);
    const { trainingKey } = await intendTraining.executeWithOptions({ summary: 'one training with this setting' }, [cycleId, datasetId, force, tuned]);
    await noteSweepJob(cycleId, position, 'running', trainingKey);
    const hopeless = async (): Promise<boolean> => (await watchSweepJob.executeWithOptions({ summary: 'is another one ahead?' }, [cycleId, position])).stop;
    if ((await runTraining(cycleId, trainingKey, settings, (text) => progress.note(text), hopeless)) === 'stopped') return await end('stopped_early');
    const { candidateId, model } = await registerCandidate.executeWithOptions({ summary: 'register the candidate' }, [cycleId, trainingKey, false]);
    mark({ model });
    const { right, asked } = await scoreSweepJob.executeWithOptions({ summary: 'validation questions' }, [cycleId, datasetId, position, candidateId]);
    progress.finish(`${right} of ${asked} validation questions right`);
    return { outcome: 'succeeded' };
  } catch (error) {
    if (!CancellationScope.current().consideredCancelled) return await end('failed');
    await CancellationScope.nonCancellable(() => noteSweepJob(cycleId, position, 'cancelled'));
    throw error;
  }

  async function end(outcome: 'stopped_early' | 'failed'): Promise<{ outcome: 'stopped_early' | 'failed' }> {
    await noteSweepJob(cycleId, position, outcome);
    progress.finish(outcome.replaceAll('_', ' '));
    return { outcome };
  }
}
