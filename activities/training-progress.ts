import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { Pool } from '../adapters/store/database.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import { rememberOrphans } from '../adapters/store/orphaned-jobs.ts';
import { latestEvent, storeEvents, trainingCurve } from '../adapters/store/training-events.ts';
import { addWarning, tokenRatio, type TrainingJob } from '../adapters/store/training-jobs.ts';
import type { CallOptions, JobState, Trainer, TrainingStatus } from '../adapters/trainers/trainer.ts';
import { remainingMs, tokenShortfall } from '../core/training/progress.ts';

/** What the workflow, and whoever looks at it, may know of a training: numbers and codes. */
export type TrainingProgress = {
  status: TrainingStatus;
  /** Why it ended otherwise than well: a code. */
  reason?: string;
  step?: number;
  totalSteps?: number;
  loss?: number;
  validLoss?: number;
  remainingMs?: number;
};

const ends: readonly string[] = ['succeeded', 'failed', 'cancelled', 'moderated'] satisfies TrainingStatus[];

export const hasEnded = (status: string): status is TrainingStatus => ends.includes(status);

/** Reads what the trainer has said since the last look into the store. */
export async function storeNewEvents(pool: Pool, trainer: Trainer, job: TrainingJob, jobId: string, call: CallOptions): Promise<void> {
  await asFarAsItGoes(async () => storeEvents(pool, job.key, await trainer.events(jobId, await latestEvent(pool, job.key), call)));
}

/** Compares the trainer's jobs that carry our mark with the store's, at every purchase: a lost job costs most while it is new. */
export async function lookForOrphans(pool: Pool, name: string, trainer: Trainer, installation: string, timeoutMs: number): Promise<void> {
  // Not ended by a cancellation: the job that has just been bought must be told to the workflow, which cancels it.
  await asFarAsItGoes(async () => rememberOrphans(pool, name, await trainer.marked(installation, { timeoutMs })));
}

/** A training that has seen less than its file holds has succeeded all the same: only a warning says so. */
export async function warnOfDroppedExamples(pool: Pool, job: TrainingJob, { epochs, trainedTokens }: JobState): Promise<void> {
  const shortfall = tokenShortfall({ fileTokens: job.file_tokens ?? 0, epochs, trainedTokens, ratio: await tokenRatio(pool, job) });
  if (shortfall) await addWarning(pool, job.key, { code: 'fewer_tokens_than_expected', ...shortfall });
}

/** Events and lists are a courtesy of the trainer: without them the training goes on, and the next look may have them. */
async function asFarAsItGoes(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
}

/** What a training cost that came to nothing, where the trainer says so; one that succeeded is entered with its candidate. */
export async function enterLoss(pool: Pool, job: TrainingJob, { status, costUsd, trainedTokens }: JobState): Promise<void> {
  if (status === 'running' || status === 'succeeded' || costUsd === undefined) return;
  await addToLedger(pool, { key: `training/${job.key}`, agent: job.agent, cycleId: job.cycle_id, stage: 'train', model: job.base_model, trainedTokens: trainedTokens ?? 0, costUsd });
}

/** How far a training is, from its state and the course of its metrics. */
export async function progressOf(pool: Pool, job: TrainingJob, state: Pick<JobState, 'status' | 'estimatedFinish'>): Promise<TrainingProgress> {
  const curve = await trainingCurve(pool, job.key);
  const last = curve.at(-1);
  const validLoss = curve.findLast((point) => point.validLoss !== null)?.validLoss;
  const remaining = state.status === 'running' ? remainingOf(job, state.estimatedFinish, last) : undefined;
  const reason = state.status === 'failed' && job.error_code === 'lost' ? 'training_lost' : `training_${state.status}`;
  return {
    status: state.status,
    ...(state.status !== 'running' && state.status !== 'succeeded' && { reason }),
    ...(last && { step: last.step }),
    ...(last?.totalSteps && { totalSteps: last.totalSteps }),
    ...(typeof last?.loss === 'number' && { loss: last.loss }),
    ...(typeof validLoss === 'number' && { validLoss }),
    ...(remaining !== undefined && { remainingMs: Math.round(remaining) }),
  };
}

/** The trainer's own estimate, else from the steps made so far, else from how long such trainings took before. */
function remainingOf(job: TrainingJob, estimatedFinish: Date | undefined, last: { step: number; totalSteps: number | null } | undefined): number | undefined {
  const nowMs = Date.now();
  if (estimatedFinish) return Math.max(0, estimatedFinish.getTime() - nowMs);
  const startedMs = job.submitted_at?.getTime() ?? nowMs;
  const paced = last && remainingMs({ startedMs, nowMs, step: last.step, totalSteps: last.totalSteps ?? 0 });
  if (paced !== undefined) return paced;
  return job.estimated_seconds === null ? undefined : Math.max(0, startedMs + job.estimated_seconds * 1_000 - nowMs);
}
