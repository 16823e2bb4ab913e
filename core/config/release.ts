import { z } from 'zod';
import { durationSchema } from './duration.ts';

export const evaluateSchema = z.strictObject({
  batch_size: z.int().min(1).max(1_000).default(200).describe('suite cases in one activity'),
  concurrency: z.int().min(1).max(64).default(8).describe('calls at the same time within one activity'),
  request_timeout: durationSchema.default('60s').describe('one call to the model under evaluation'),
});
export type EvaluateConfig = z.infer<typeof evaluateSchema>;

export const releaseSchema = z.strictObject({
  approval: z
    .enum(['required', 'automatic'])
    .default('required')
    .describe('required: a person approves each release; automatic: the gate\'s verdict is enough. Start with a person'),
  approval_timeout: durationSchema.default('7d').describe('a release that nobody approves within this time ends, and changes nothing'),
});
export type ReleaseConfig = z.infer<typeof releaseSchema>;
