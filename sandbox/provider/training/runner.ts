import type { Faults } from '../faults.ts';
import { byCreation, hasEnded } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { jobLog, now } from './job-log.ts';
import { runJob } from './run-job.ts';

export type Runner = {
  enqueue(jobId: string): void;
  /** Ends a job that has not ended; false when it had. */
  cancel(jobId: string): Promise<boolean>;
  /** Stops the training in progress without ending its job: it starts again with the next process. */
  close(): Promise<void>;
};

/** Runs fine-tuning jobs one after the other, in the order in which they came; first those that a former process left unfinished. */
export function startRunner(store: Store, faults: Faults): Runner {
  const log = jobLog(store);
  const running = new Map<string, AbortController>();
  const closing = new AbortController();
  let working = Promise.resolve();

  async function work(jobId: string): Promise<void> {
    const record = store.jobs.get(jobId);
    if (record === undefined || hasEnded(record.job) || closing.signal.aborted) return;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, closing.signal]);
    running.set(jobId, stop);
    try {
      await runJob({ store, faults, log }, record, signal);
    } catch (error) {
      if (!signal.aborted) await log.fail(record, 'server_error', `The training failed: ${String(error)}`);
    } finally {
      running.delete(jobId);
    }
  }

  const enqueue = (jobId: string): void => {
    working = working
      .then(() => work(jobId))
      .catch((error: unknown) => void process.stderr.write(`training ${jobId}: ${String(error)}\n`));
  };

  for (const record of [...store.jobs.values()].filter(({ job }) => !hasEnded(job)).sort(byCreation)) {
    const message = 'The provider was restarted: the job starts again';
    // A failed write shows when the job runs: its own changes are awaited.
    log.change(record, { status: 'validating_files', estimated_finish: null }, { level: 'warn', message }).catch(() => undefined);
    enqueue(record.job.id);
  }

  return {
    enqueue,
    async cancel(jobId) {
      const record = store.jobs.get(jobId);
      if (record === undefined || hasEnded(record.job)) return false;
      const written = log.change(record, { status: 'cancelled', finished_at: now(), estimated_finish: null }, { message: 'Job was cancelled' });
      running.get(jobId)?.abort();
      await written;
      return true;
    },
    async close() {
      closing.abort();
      await working;
    },
  };
}
