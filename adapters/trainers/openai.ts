import { createReadStream } from 'node:fs';
import { toFile, type OpenAI } from 'openai';
import { shutdownFinding } from '../../core/training/shutdown.ts';
import { mapProviderError } from '../llm/map-error.ts';
import type { PriceOf } from '../llm/prices.ts';
import { ProviderError } from '../llm/provider-error.ts';
import { installationName, keyName, toEvent, toJob, toState } from './openai-shapes.ts';
import type { CallOptions, Objection, Trainer, TrainingEvent } from './trainer.ts';

const leastRows = 10;
const mostBytes = 512 * 1024 * 1024;
/** What providers do when asked for "auto" on small sets; only the estimate needs a number. */
const usualEpochs = 3;
/** Far more than comes between two looks; a bound against a provider whose pages never end. */
const mostEvents = 2_000;

export type OpenAiTrainerContext = { client: OpenAI; priceOf: PriceOf; contextTokens: number };

/** Every OpenAI-shaped fine-tuning API: OpenAI, Azure, self-hosted ones, the sandbox. */
export function openAiTrainer({ client, priceOf, contextTokens }: OpenAiTrainerContext): Trainer {
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw mapProviderError(error);
    }
  };
  const request = ({ timeoutMs, signal }: CallOptions) => ({ timeout: timeoutMs, maxRetries: 0, ...(signal && { signal }) });

  async function shutdownOf(model: string, options: CallOptions): Promise<Date | undefined> {
    try {
      const found = (await call(() => client.models.retrieve(model, request(options)))) as { shutdown_date?: string | number | null };
      const { shutdown_date: date } = found;
      if (date === undefined || date === null) return undefined;
      const at = new Date(typeof date === 'number' ? date * 1_000 : date);
      return Number.isNaN(at.getTime()) ? undefined : at;
    } catch (error) {
      // Some providers train models that they do not list; what they do not know they refuse with the order.
      if (error instanceof ProviderError && (error.type === 'provider_not_found' || error.type === 'provider_bad_request')) return undefined;
      throw error;
    }
  }

  return {
    file: { weights: 'copies', contextTokens },

    async validate({ rows, bytes }, { baseModel, allowExpiring, at }, options) {
      const objections: Objection[] = [];
      if (rows < leastRows) objections.push({ code: 'training_file_invalid', found: `${rows} rows`, expected: `at least ${leastRows}`, final: true });
      if (bytes > mostBytes) objections.push({ code: 'training_file_invalid', found: `${bytes} bytes`, expected: `at most ${mostBytes}`, final: true });
      const finding = shutdownFinding(await shutdownOf(baseModel, options), at, allowExpiring);
      if (finding) objections.push({ code: finding.code, found: `${finding.days} days until it is shut down`, expected: 'a base model that stays', final: finding.final });
      return objections;
    },

    async estimate({ baseModel, tokens, epochs, tokensPerSecond }) {
      const trained = tokens * (epochs === 'auto' ? usualEpochs : epochs);
      const costUsd = trained * ((await priceOf(baseModel))?.training ?? NaN);
      return { costUsd: Number.isFinite(costUsd) ? costUsd : null, seconds: tokensPerSecond ? trained / tokensPerSecond : null };
    },

    upload: (path, name, options) =>
      mayTrain(() =>
        call(async () => {
          const file = await toFile(createReadStream(path), name);
          return (await client.files.create({ file, purpose: 'fine-tune' }, request(options))).id;
        }),
      ),

    removeFile: (fileId, options) => unless('provider_not_found', () => call(() => client.files.delete(fileId, request(options)))),

    filesNamed: (names, options) =>
      call(async () => {
        const found: string[] = [];
        for await (const { id, filename } of client.files.list({ purpose: 'fine-tune', limit: 100 }, request(options))) if (names.includes(filename)) found.push(id);
        return found;
      }),

    // A provider keeps the events of its jobs, and nobody can delete them.
    removeTraces: async () => undefined,

    submit: (order, options) => mayTrain(() => call(async () => toState(await client.fineTuning.jobs.create(toJob(order), request(options))))),

    adopt: ({ key }, options) =>
      call(async () => {
        const page = client.fineTuning.jobs.list({ limit: 100, metadata: { [keyName]: key } }, request(options));
        // Not every provider honours the filter: look at each job ourselves.
        for await (const job of page) if (job.metadata?.[keyName] === key) return toState(job);
        return undefined;
      }),

    poll: (jobId, options) => call(async () => toState(await client.fineTuning.jobs.retrieve(jobId, request(options)))),

    events: (jobId, since, options) =>
      call(async () => {
        const found: TrainingEvent[] = [];
        // Newest first, as the API gives them.
        for await (const event of client.fineTuning.jobs.listEvents(jobId, { limit: 100 }, request(options))) {
          if (event.id === since || found.length >= mostEvents) break;
          found.push(toEvent(event));
        }
        return found.reverse();
      }),

    // A job that has ended cannot be cancelled: that is what was wanted.
    cancel: (jobId, options) => unless('provider_bad_request', () => call(() => client.fineTuning.jobs.cancel(jobId, request(options)))),

    // What lies at a provider is for whoever pays for it there to remove.
    discard: () => Promise.resolve(false),

    marked: (installation, options) =>
      call(async () => {
        const page = await client.fineTuning.jobs.list({ limit: 100, metadata: { [installationName]: installation } }, request(options));
        return page.data.flatMap((job) => {
          const key = job.metadata?.[keyName];
          return key !== undefined && job.metadata?.[installationName] === installation ? [{ jobId: job.id, key, status: toState(job).status }] : [];
        });
      }),
  };
}

/** A 403 to training is not one to everything else: it has its own name, since there are other ways to go on. */
async function mayTrain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.type !== 'provider_forbidden') throw error;
    const { detail, status, requestId } = error;
    throw new ProviderError({ type: 'training_forbidden', retryable: false, detail, status, requestId });
  }
}

async function unless(type: ProviderError['type'], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProviderError && error.type === type)) throw error;
  }
}
