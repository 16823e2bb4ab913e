import { createReadStream } from 'node:fs';
import { toFile, type OpenAI } from 'openai';
import { mapProviderError } from '../llm/map-error.ts';
import type { PriceOf } from '../llm/prices.ts';
import { ProviderError } from '../llm/provider-error.ts';
import type { CallOptions, JobState, Trainer, TrainingOrder } from './trainer.ts';

/** Where the key stands in the job's metadata: how a job is found again after a lost answer. */
const keyName = 'flywheel_key';
const leastRows = 10;
const mostBytes = 512 * 1024 * 1024;
/** What providers do when asked for "auto" on small sets; only the estimate needs a number. */
const usualEpochs = 3;

type Job = OpenAI.FineTuning.FineTuningJob;

/** Every OpenAI-shaped fine-tuning API: OpenAI, Azure, self-hosted ones, the sandbox. */
export function openAiTrainer(client: OpenAI, priceOf: PriceOf): Trainer {
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw mapProviderError(error);
    }
  };
  const request = ({ timeoutMs, signal }: CallOptions) => ({ timeout: timeoutMs, maxRetries: 0, ...(signal && { signal }) });

  return {
    validate({ rows, bytes }) {
      return [
        ...(rows < leastRows ? [`${rows} training rows, at least ${leastRows} are needed`] : []),
        ...(bytes > mostBytes ? [`${bytes} bytes, at most ${mostBytes} are taken`] : []),
      ];
    },

    async estimate({ baseModel, tokens, epochs }) {
      const price = await priceOf(baseModel);
      const cost = price ? tokens * (epochs === 'auto' ? usualEpochs : epochs) * price.training : NaN;
      return Number.isFinite(cost) ? cost : null;
    },

    upload: (path, name, options) =>
      call(async () => {
        const file = await toFile(createReadStream(path), name);
        return (await client.files.create({ file, purpose: 'fine-tune' }, request(options))).id;
      }),

    submit: (order, options) => call(async () => toState(await client.fineTuning.jobs.create(toJob(order), request(options)))),

    adopt: (key, options) =>
      call(async () => {
        const page = client.fineTuning.jobs.list({ limit: 100, metadata: { [keyName]: key } }, request(options));
        // Not every provider honours the filter: look at each job ourselves.
        for await (const job of page) if (job.metadata?.[keyName] === key) return toState(job);
        return undefined;
      }),

    poll: (jobId, options) => call(async () => toState(await client.fineTuning.jobs.retrieve(jobId, request(options)))),

    events: (jobId, options) =>
      call(async () => {
        const page = await client.fineTuning.jobs.listEvents(jobId, { limit: 100 }, request(options));
        return page.data.map((event) => {
          const data = (event.data ?? {}) as { step?: number; train_loss?: number };
          return {
            at: new Date(event.created_at * 1_000),
            message: event.message,
            ...(typeof data.step === 'number' && { step: data.step }),
            ...(typeof data.train_loss === 'number' && { loss: data.train_loss }),
          };
        });
      }),

    async cancel(jobId, options) {
      try {
        await call(() => client.fineTuning.jobs.cancel(jobId, request(options)));
      } catch (error) {
        // A job that has ended cannot be cancelled: that is what was wanted.
        if (!(error instanceof ProviderError && error.type === 'provider_bad_request')) throw error;
      }
    },
  };
}

function toJob(order: TrainingOrder): OpenAI.FineTuning.JobCreateParams {
  return {
    model: order.baseModel,
    training_file: order.fileId,
    seed: order.seed,
    suffix: order.suffix,
    method: { type: 'supervised', supervised: { hyperparameters: order.hyperparameters } },
    metadata: { [keyName]: order.key },
  };
}

function toState(job: Job): JobState {
  const ended = job.status === 'succeeded' || job.status === 'failed' || job.status === 'cancelled';
  return {
    jobId: job.id,
    status: ended ? (job.status as JobState['status']) : 'running',
    providerStatus: job.status,
    ...(job.fine_tuned_model && { tunedModel: job.fine_tuned_model }),
    ...(job.trained_tokens !== null && job.trained_tokens !== undefined && { trainedTokens: job.trained_tokens }),
    ...(job.error?.code && { errorCode: job.error.code }),
  };
}
