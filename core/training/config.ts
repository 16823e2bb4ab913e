import { z } from 'zod';
import { durationSchema } from '../config/duration.ts';

const auto = z.literal('auto');

export const trainSchema = z.strictObject({
  trainer: z.string().default('openai').describe('name of a trainer that the worker has; providers and keys are the worker\'s configuration'),
  base_model: z.string().min(1).describe('model that is fine-tuned'),
  hyperparameters: z
    .strictObject({
      n_epochs: z.union([auto, z.int().min(1).max(50)]).default('auto'),
      batch_size: z.union([auto, z.int().min(1).max(256)]).default('auto'),
      learning_rate_multiplier: z.union([auto, z.number().positive()]).default('auto'),
    })
    .prefault({})
    .describe('"auto" leaves the choice to the provider, which knows its model'),
  seed: z.int().min(0).default(1).describe('the same data and seed should give the same model'),
  min_examples: z.int().min(1).default(10).describe('fewer training rows than this are not submitted; 10 is the least that OpenAI-shaped APIs take'),
  request_timeout: durationSchema.default('60s').describe('one call to the provider, uploads included'),
  lost_answer_wait: durationSchema
    .default('30s')
    .describe('after a submission whose answer was lost, wait this much longer than the time-out before looking for the job: job lists lag'),
  poll_from: durationSchema.default('5s').describe('first wait between two looks at the job; it doubles'),
  poll_to: durationSchema.default('5m').describe('longest wait between two looks'),
  give_up_after: durationSchema.default('24h').describe('a training that takes longer is cancelled at the provider'),
});
export type TrainConfig = z.infer<typeof trainSchema>;
