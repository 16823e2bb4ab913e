import { writeFile } from 'node:fs/promises';
import { applyWithChampion } from '../../adapters/store/champions.ts';
import { openCycle } from '../../adapters/store/cycles.ts';
import type { Pool } from '../../adapters/store/database.ts';
import { storeDataset } from '../../adapters/store/datasets.ts';
import { intendTraining, type TrainingJob } from '../../adapters/store/training-jobs.ts';
import { flywheelSchema } from '../../core/config/flywheel.ts';
import { chatLines } from './sandbox-provider.ts';

/** Rows to train on, which the sandbox's student can learn. */
export const writeTrainingFile = (file: string): Promise<void> =>
  writeFile(file, chatLines(Array.from({ length: 12 }, (_, index) => ({ text: `question ${index}`, reply: `answer ${index % 3}` }))));

/** A training that is meant to be made, of an agent with a cycle and a dataset of its own; nobody has submitted it. */
export async function intendedTraining(pool: Pool, agent: string, { trainer, baseModel, hyperparameters }: { trainer: string; baseModel: string; hyperparameters: Record<string, string> }): Promise<TrainingJob> {
  await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: baseModel } }, annotate: { judge: 'judge' }, train: { base_model: baseModel, trainer } }), 'test');
  const cycleId = `flywheel/${agent}/manual-1`;
  await openCycle(pool, { id: cycleId, agent, agentVersion: 1, runId: 'run', trigger: 'run', cutoff: new Date() });
  const datasetId = `d-${agent}`;
  await storeDataset(pool, { id: datasetId, agent, cycle_id: cycleId, rows: 0, lines: 0, limits_held: true, report: {} }, []);
  return intendTraining(pool, { content_key: `content-${agent}`, agent, cycle_id: cycleId, dataset_id: datasetId, trainer, base_model: baseModel, hyperparameters }, false);
}
