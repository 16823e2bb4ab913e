import { z } from 'zod';

/** What a provider allows for one model: held by all workers and agents of the installation together. */
export const paceLimitsSchema = z.strictObject({
  concurrency: z.int().min(1).max(1_000).default(64).describe('calls under way at the same time'),
  requests_per_minute: z.number().positive().optional().describe('calls begun in a minute, evenly; left out: no limit but the provider\'s own refusals'),
  tokens_per_minute: z.number().positive().optional().describe('tokens of prompts and answers in a minute; estimated before a call, corrected after it'),
});
export type PaceLimits = z.infer<typeof paceLimitsSchema>;

/** The section `limits` of the worker's file. */
export const paceSchema = z.strictObject({
  default: paceLimitsSchema.prefault({}).describe('of models that are not named'),
  models: z.record(z.string().min(1), paceLimitsSchema).default({}).describe('by the name that calls use'),
});
export type PaceConfig = z.infer<typeof paceSchema>;
