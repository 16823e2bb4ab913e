import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { annotateActivities, type AnnotatedBatch } from '../../activities/annotate.ts';
import { verifyActivities, type VerifiedBatch } from '../../activities/verify.ts';
import { openChat, openClient } from '../../adapters/llm/chat.ts';
import { configuredPrices, publishedPrices } from '../../adapters/llm/prices.ts';
import { openPool } from '../../adapters/store/database.ts';
import { paceSchema, type PaceConfig } from '../../core/pace/config.ts';
import type { PricesConfig } from '../../core/spending/prices.ts';
import { paidCalls } from '../../worker/paid-calls.ts';

export type AnnotatorOptions = { databaseUrl: string; providerUrl: string; limits?: PaceConfig | undefined; prices?: PricesConfig | undefined };

export type Annotator = {
  annotateBatch: (cycleId: string, batch: number) => Promise<AnnotatedBatch>;
  verifyCorrections: (cycleId: string, batch: number) => Promise<VerifiedBatch>;
  finish: (cycleId: string, stopped: AnnotatedBatch['stopped']) => Promise<{ annotated: number; failed: number; skipped: number; costUsd: number }>;
  close: () => Promise<void>;
};

/** The annotation activities as a worker has them, without Temporal around them. */
export function openAnnotator({ databaseUrl, providerUrl, limits = paceSchema.parse({}), prices }: AnnotatorOptions): Annotator {
  const pool = openPool(databaseUrl, 20);
  const client = openClient({ baseUrl: providerUrl, apiKey: 'none' });
  const priceOf = configuredPrices(prices, publishedPrices(client));
  const dependencies = { pool, ...paidCalls(pool, { chat: openChat(client, priceOf), priceOf }, { limits, provider: providerUrl }) };
  const activities = { ...annotateActivities(dependencies), ...verifyActivities(dependencies) };
  const within = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run<[], T, () => Promise<T>>(work);
  return {
    annotateBatch: (cycleId, batch) => within(() => activities.annotateBatch(cycleId, batch)),
    verifyCorrections: (cycleId, batch) => within(() => activities.verifyCorrections(cycleId, batch)),
    finish: (cycleId, stopped) => within(() => activities.finishAnnotation(cycleId, stopped)),
    close: () => pool.end(),
  };
}

/** Every `of`-th batch from `from` on, a few at a time, as a workflow hands them out; the first that the budget stops ends it. */
export async function annotateAll(annotator: Annotator, cycleId: string, batches: { count: number; from?: number; of?: number; lanes?: number }): Promise<AnnotatedBatch['stopped']> {
  const { count, from = 0, of = 1, lanes = 2 } = batches;
  let next = from;
  let stopped: AnnotatedBatch['stopped'] = null;
  const lane = async (): Promise<void> => {
    while (next < count && stopped === null) {
      const batch = next;
      next += of;
      const judged = await annotator.annotateBatch(cycleId, batch);
      stopped ??= judged.stopped;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return stopped;
}

type Call = AnnotatorOptions & { cycleId: string; count: number; from?: number; of?: number; /** Checks the corrections of verdicts that are there. */ verify?: true };

/** A worker that can be killed: works on the batches and ends. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { cycleId, count, from, of, verify, ...options } = JSON.parse(process.argv[2] ?? '') as Call;
  const annotator = openAnnotator(options);
  if (verify) for (let batch = 0; batch < count; batch += 1) await annotator.verifyCorrections(cycleId, batch);
  else await annotateAll(annotator, cycleId, { count, ...(from !== undefined && { from }), ...(of !== undefined && { of }) });
  await annotator.close();
}
