import type { CycleInput, CycleSettings, StageEnd } from '../core/cycle/cycle.ts';
import { registerCandidate, submitTraining } from './activities.ts';
import { mark, type Progress } from './progress.ts';
import { awaitTraining } from './training.ts';

/** Turns a dataset into a candidate. */
export async function makeCandidate(
  input: CycleInput, cycleId: string, datasetId: string, settings: CycleSettings, progress: Progress,
): Promise<{ candidateId: string; end?: StageEnd }> {
  progress.begin('train');
  const { trainingKey } = await submitTraining.executeWithOptions({ summary: 'one job for this dataset' }, [cycleId, datasetId, input.force ?? false]);
  await awaitTraining(trainingKey, settings, (text) => progress.note(text));
  const { model, costUsd, ...made } = await registerCandidate.executeWithOptions({ summary: 'register the candidate' }, [cycleId, trainingKey]);
  mark({ model });
  progress.finish(`candidate ${made.candidateId}`, costUsd);
  return made;
}
