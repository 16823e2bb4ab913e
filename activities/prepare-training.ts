import { randomUUID } from 'node:crypto';
import type { Pool } from '../adapters/store/database.ts';
import { datasetSamples, validationSamples } from '../adapters/store/datasets.ts';
import { storePreparation, trainingSpeed, type TrainingJob, type TrainingWarning } from '../adapters/store/training-jobs.ts';
import type { CallOptions, Trainer } from '../adapters/trainers/trainer.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { RefusalError } from '../core/errors/refusal-error.ts';
import { describeFaults } from '../core/training/file-check.ts';
import { withTrainingFile, type TrainingFile } from './training-file.ts';

type Preparation = { pool: Pool; scratchDir: string; trainer: Trainer; job: TrainingJob; config: FlywheelConfig; epochs: number | 'auto' };

/**
 * All that happens before money is spent: writes and checks the file, asks the trainer what it has against it and the base
 * model, estimates cost and time, compares with the budget, uploads.
 *
 * @returns the trainer's id of the file
 * @throws RefusalError with a code that `core/training/remedy.ts` knows
 */
export async function prepareTraining({ pool, scratchDir, trainer, job, config, epochs }: Preparation, call: CallOptions): Promise<string> {
  return withTrainingFile(scratchDir, datasetSamples(pool, job.dataset_id), layoutOf(job.dataset_id, trainer, config), async (file) => {
    refuseFaults(file);
    const { allow_expiring: allowExpiring } = config.train;
    const objections = await trainer.validate(file, { baseModel: job.base_model, allowExpiring, at: new Date() }, call);
    const final = objections.find((objection) => objection.final);
    if (final) throw new RefusalError(final.code, `found ${final.found}, expected ${final.expected}`);
    const tokensPerSecond = await trainingSpeed(pool, job.trainer, job.base_model);
    const estimate = await trainer.estimate({ baseModel: job.base_model, tokens: file.tokens, epochs, ...(tokensPerSecond !== undefined && { tokensPerSecond }) });
    const warnings: TrainingWarning[] = objections.map(({ code, found, expected }) => ({ code, found, expected }));
    if (estimate.costUsd === null) warnings.push({ code: 'training_price_unknown' });
    await storePreparation(pool, job.key, { rows: file.rows, tokens: file.tokens, ...estimate, warnings });
    refuseCost(estimate.costUsd, config);
    return trainer.upload(file.path, `${job.dataset_id}.jsonl`, call);
  });
}

/** Uploads what was held out to watch the training; undefined where nothing was. */
export async function uploadValidation({ pool, scratchDir, trainer, job, config }: Preparation, call: CallOptions): Promise<string | undefined> {
  return withTrainingFile(scratchDir, validationSamples(pool, job.dataset_id), layoutOf(`${job.dataset_id}-val`, trainer, config), async (file) => {
    // Providers want as many rows here as for training; a file with fewer would fail the job.
    if (file.rows < config.train.min_examples) return undefined;
    refuseFaults(file);
    return trainer.upload(file.path, `${job.dataset_id}-val.jsonl`, call);
  });
}

const layoutOf = (name: string, { file }: Trainer, { agent, balance }: FlywheelConfig) => ({
  name: `${name}-${randomUUID()}`, systemPrompt: agent.champion.system_prompt, file, mostCopies: balance.max_copies,
});

function refuseFaults({ faults }: TrainingFile): void {
  if (faults.length > 0) throw new RefusalError('training_file_invalid', describeFaults(faults));
}

function refuseCost(costUsd: number | null, { train }: FlywheelConfig): void {
  if (costUsd === null && train.unknown_price === 'refuse') throw new RefusalError('training_price_unknown', `no price is published for ${train.base_model}`);
  if (costUsd !== null && train.max_cost_usd !== undefined && costUsd > train.max_cost_usd) {
    throw new RefusalError('training_over_budget', `estimated at $${costUsd.toFixed(4)}, train.max_cost_usd is $${train.max_cost_usd}`);
  }
}
