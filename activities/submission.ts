import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { Pool } from '../adapters/store/database.ts';
import { filesOf, releaseSubmission, storeFileIds, storeJobId, takeSubmission, type TrainingJob, type UploadedFiles } from '../adapters/store/training-jobs.ts';
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
  const taken = await takeSubmission(pool, job.key, owner, callsPerOwnership * requestTimeoutMs + lostAnswerWaitMs);
  if (!taken.owned) {
    if ('jobId' in taken) return;
    throw ApplicationFailure.create({
      type: 'submission_in_doubt',
      message: 'another attempt may still create the job; looking again after its deadline',
      nextRetryDelay: Math.max(taken.waitMs, 50),
    });
  }
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
