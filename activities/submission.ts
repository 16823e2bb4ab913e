import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { Pool } from '../adapters/store/database.ts';
import { closeSubmission, filesOf, getTrainingJob, releaseSubmission, storeFileIds, storeJobId, takeSubmission, type TrainingJob, type UploadedFiles } from '../adapters/store/training-jobs.ts';
import type { CallOptions, Trainer, TrainingOrder } from '../adapters/trainers/trainer.ts';

/** Looking up and creating are two calls to the provider, both within the time that the row is owned. */
const callsPerOwnership = 2;

export type Submission = {
  job: TrainingJob;
  order: Omit<TrainingOrder, 'fileId' | 'validationFileId' | 'key'>;
  /** Checks and uploads what is to be trained on, and what watches the training where anything was held out. */
  upload: (options: CallOptions) => Promise<UploadedFiles>;
  requestTimeoutMs: number;
  /** How much longer than the time-out a lost answer is waited out: job lists lag. */
  lostAnswerWaitMs: number;
  signal: AbortSignal;
};

/**
 * Buys one training for one intent row, whatever happens: two submitters at once, a lost answer, a lagging job
 * list, a crash at any line. Only the row's owner talks to the provider, and only until its deadline; the next
 * owner therefore looks when every earlier request has either shown its job or can no longer create one.
 */
export async function submitOnce(pool: Pool, trainer: Trainer, submission: Submission): Promise<void> {
  const { job, requestTimeoutMs, lostAnswerWaitMs, signal } = submission;
  if (job.provider_job_id) return;
  // Free of charge, so it may happen twice; before the row is owned, since it may take long.
  const files = filesOf(job) ?? (await storeFileIds(pool, job.key, await submission.upload({ timeoutMs: requestTimeoutMs, signal })));
  signal.throwIfAborted();

  const owner = randomUUID();
  // Counted from before the row is written: on our clock the ownership ends no later than on the database's.
  const giveUpAt = performance.now() + callsPerOwnership * requestTimeoutMs;
  const taken = await own(pool, job.key, owner, callsPerOwnership * requestTimeoutMs + lostAnswerWaitMs);
  if (taken === 'closed') throw ApplicationFailure.nonRetryable('this training was given up before there was a job', 'training_cancelled');
  if (taken !== 'owned') return;
  const withinOwnership = (): CallOptions => {
    const left = Math.floor(giveUpAt - performance.now());
    // A process that slept through its ownership must not create anything.
    if (left <= 0) throw ApplicationFailure.create({ type: 'submission_in_doubt', message: 'ownership ran out before the request' });
    // Not ended by a cancellation: an order on its way would become a job that nobody knows, and nobody would cancel it.
    return { timeoutMs: Math.min(requestTimeoutMs, left), signal: AbortSignal.timeout(left) };
  };
  try {
    const found = await trainer.adopt({ key: job.key, fileId: files.fileId }, withinOwnership());
    const state = found ?? (await trainer.submit({ ...submission.order, ...files, key: job.key }, withinOwnership()));
    await storeJobId(pool, job.key, state.jobId, found !== undefined);
  } catch (error) {
    // A clear no created nothing. A lost answer keeps the row owned until its deadline.
    if (error instanceof ProviderError && !error.answerLost) await releaseSubmission(pool, job.key, owner);
    throw error;
  }
}

/**
 * Ends an order that nobody waits for any more. When no earlier request can create a job, it looks for one: what there
 * is becomes the row's job; where there is none the row is closed, and an attempt that still runs somewhere orders none.
 *
 * @returns the job, for whoever cancels it
 */
export async function settleOrder(pool: Pool, trainer: Trainer, key: string, call: CallOptions): Promise<string | undefined> {
  const owner = randomUUID();
  const taken = await own(pool, key, owner, callsPerOwnership * call.timeoutMs);
  if (taken === 'closed') return undefined;
  if (taken !== 'owned') return taken.jobId;
  const files = filesOf(await getTrainingJob(pool, key));
  // Nothing is ordered before its file is known.
  const found = files && (await trainer.adopt({ key, fileId: files.fileId }, call));
  if (found) await storeJobId(pool, key, found.jobId, true);
  // The look took longer than it may: whoever owns the row now goes on.
  else if (!(await closeSubmission(pool, key, owner))) throw inDoubt(call.timeoutMs);
  return found?.jobId;
}

/** @throws ApplicationFailure while another attempt may still create the job */
async function own(pool: Pool, key: string, owner: string, forMs: number): Promise<'owned' | 'closed' | { jobId: string }> {
  const taken = await takeSubmission(pool, key, owner, forMs);
  if (typeof taken === 'object' && 'waitMs' in taken) throw inDoubt(taken.waitMs);
  return taken;
}

const inDoubt = (waitMs: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'submission_in_doubt',
    message: 'another attempt may still create the job; looking again after its deadline',
    nextRetryDelay: Math.max(waitMs, 50),
  });
