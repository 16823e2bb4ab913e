import { fileURLToPath } from 'node:url';
import { submitOnce } from '../../activities/submission.ts';
import { classify } from '../../activities/failure.ts';
import { openClient } from '../../adapters/llm/chat.ts';
import { openPool } from '../../adapters/store/database.ts';
import { getTrainingJob } from '../../adapters/store/training-jobs.ts';
import { commandTrainer } from '../../adapters/trainers/command.ts';
import { openAiTrainer } from '../../adapters/trainers/openai.ts';
import type { Trainer } from '../../adapters/trainers/trainer.ts';
import { commandOptions } from './trainer-scene.ts';

export type SubmitterOptions = {
  databaseUrl: string;
  providerUrl: string;
  /** A command trainer with this folder in the place of the provider. */
  jobsFolder?: string;
  key: string;
  file: string;
  requestTimeoutMs: number;
  lostAnswerWaitMs: number;
};

/** One attempt at the submission, as the activity makes it. */
export async function submit(options: SubmitterOptions): Promise<void> {
  const pool = openPool(options.databaseUrl, 2);
  try {
    const trainer = trainerOf(options);
    const job = await getTrainingJob(pool, options.key);
    await submitOnce(pool, trainer, {
      job,
      order: { installation: 'test', baseModel: job.base_model, hyperparameters: job.hyperparameters, seed: 1, suffix: 'test' },
      upload: async (call) => ({ fileId: await trainer.upload(options.file, 'rows.jsonl', call) }),
      requestTimeoutMs: options.requestTimeoutMs,
      lostAnswerWaitMs: options.lostAnswerWaitMs,
      signal: new AbortController().signal,
    });
  } finally {
    await pool.end();
  }
}

export function trainerOf({ providerUrl, jobsFolder }: SubmitterOptions): Trainer {
  if (jobsFolder !== undefined) return commandTrainer({ ...commandOptions(jobsFolder), env: process.env });
  return openAiTrainer({ client: openClient({ baseUrl: providerUrl, apiKey: 'none' }), priceOf: async () => undefined, contextTokens: 65_536 });
}

/**
 * Attempts until it is done, as Temporal would: after the delay that a failure asks for, and not at all after a
 * final one.
 *
 * @returns how many attempts it took
 */
export async function submitUntilDone(options: SubmitterOptions, onFailure: (type: string) => void = () => undefined): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      await submit(options);
      return attempt;
    } catch (error) {
      const { type, nextRetryDelay } = error as { type?: string; nextRetryDelay?: number };
      onFailure(type ?? 'unknown');
      if (!type?.startsWith('submission_') && !classify(error).retryable) throw error;
      await new Promise((resolve) => setTimeout(resolve, nextRetryDelay ?? 50));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await submit(JSON.parse(process.argv[2] ?? '') as SubmitterOptions);
