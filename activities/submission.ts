import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { Pool } from '../adapters/store/database.ts';
import { releaseSubmission, storeFileId, storeJobId, takeSubmission, type TrainingJob } from '../adapters/store/training-jobs.ts';
import type { CallOptions, Trainer, TrainingOrder } from '../adapters/trainers/trainer.ts';

/** Looking up and creating are two calls to the provider, both within the time that the row is owned. */
const callsPerOwnership = 2;

export type Submission = {
  job: TrainingJob;
  order: Omit<TrainingOrder, 'fileId' | 'key'>;
  upload: (options: CallOptions) => Promise<string>;
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
  const fileId = job.file_id ?? (await submission.upload({ timeoutMs: requestTimeoutMs, signal }));
  if (!job.file_id) await storeFileId(pool, job.key, fileId);

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
    return { timeoutMs: Math.min(requestTimeoutMs, left), signal: AbortSignal.any([signal, AbortSignal.timeout(left)]) };
  };
  try {
    const found = await trainer.adopt(job.key, withinOwnership());
    const state = found ?? (await trainer.submit({ ...submission.order, key: job.key, fileId }, withinOwnership()));
    await storeJobId(pool, job.key, state.jobId, found !== undefined);
  } catch (error) {
    // A clear no created nothing. A lost answer keeps the row owned until its deadline.
    if (error instanceof ProviderError && !error.answerLost) await releaseSubmission(pool, job.key, owner);
    throw error;
  }
}
