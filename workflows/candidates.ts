import { isCancellation } from '@temporalio/workflow';
import type { FailedWay } from '../activities/candidates.ts';
import type { CycleInput, CycleSettings, StageEnd } from '../core/cycle/cycle.ts';
import { finishCandidates, intendTraining, planCandidates, registerCandidate } from './activities.ts';
import { failureType } from './failure-type.ts';
import { mark, type Progress } from './progress.ts';
import { searchPrompt } from './prompt-search.ts';
import { searchRouting } from './routing.ts';
import { sweepTraining } from './sweep.ts';
import { runTraining } from './training.ts';

export type Making = { input: CycleInput; cycleId: string; datasetId: string; settings: CycleSettings; progress: Progress };

/** What became of one way: a candidate, or none, for a reason where it could not even be tried. */
export type Attempt = { candidateId: string | null; reason?: string };

/**
 * Turns a dataset into candidates, in every way that is configured, or that the bad cases ask for. A way that fails
 * stops the cycle only when no other one has led to a candidate.
 */
export async function makeCandidates(making: Making): Promise<{ candidateIds: string[]; end?: StageEnd }> {
  const { input, cycleId, progress } = making;
  progress.begin('train');
  const plan = await planCandidates.executeWithOptions({ summary: 'what the bad cases ask for' }, [cycleId, input.trigger === 'retrain']);
  if (plan.end) {
    progress.finish('no bad cases ask for a candidate');
    return { candidateIds: [], end: plan.end };
  }
  const failed: (FailedWay & { error?: unknown })[] = [];
  const attempt = async (kind: FailedWay['kind'], way: () => Promise<Attempt>): Promise<string | null> => {
    try {
      const { candidateId, reason } = await way();
      if (reason !== undefined) failed.push({ kind, reason });
      return candidateId;
    } catch (error) {
      if (isCancellation(error)) throw error;
      failed.push({ kind, reason: failureType(error), error });
      return null;
    }
  };
  const trained = plan.training ? await attempt('training', () => (plan.sweep ? sweepTraining(making) : trainOnce(making))) : null;
  if (plan.prompt) await attempt('prompt', () => searchPrompt(making, trained));
  if (plan.routing) await attempt('routing', () => searchRouting(making, trained));

  const { candidateIds, model, costUsd, end } = await finishCandidates(cycleId, failed.map(({ kind, reason }) => ({ kind, reason })));
  if (model) mark({ model });
  const thrown = failed.find(({ error }) => error !== undefined);
  if (candidateIds.length === 0 && thrown) throw thrown.error;
  progress.finish(candidateIds.length > 1 ? `candidates ${candidateIds.join(', ')}` : `candidate ${candidateIds[0] ?? 'none'}`, costUsd);
  return { candidateIds, ...(end && { end }) };
}

async function trainOnce({ input, cycleId, datasetId, settings, progress }: Making): Promise<Attempt> {
  const { trainingKey } = await intendTraining.executeWithOptions({ summary: 'one training of this dataset' }, [cycleId, datasetId, input.force ?? false]);
  await runTraining(cycleId, trainingKey, settings, (text) => progress.note(text));
  const { candidateId } = await registerCandidate.executeWithOptions({ summary: 'register the candidate' }, [cycleId, trainingKey, true]);
  return { candidateId };
}
