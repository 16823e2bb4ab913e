import { z } from 'zod';
import { durationSchema } from '../config/duration.ts';
import { sweepSchema } from '../tuning/config.ts';

const auto = z.literal('auto');

export const trainSchema = z.strictObject({
  trainer: z.string().default('openai').describe('name of a trainer that the worker has; providers and keys are the worker\'s configuration. none: nothing is trained, candidates come from prompts and routing alone'),
  base_model: z.string().min(1).describe('model that is fine-tuned; with trainer: none it is not used'),
  hyperparameters: z
    .strictObject({
      n_epochs: z.union([auto, z.int().min(1).max(50)]).default('auto'),
      batch_size: z.union([auto, z.int().min(1).max(256)]).default('auto'),
      learning_rate_multiplier: z.union([auto, z.number().positive()]).default('auto'),
    })
    .prefault({})
    .describe('"auto" leaves the choice to the provider, which knows its model'),
  sweep: sweepSchema.optional().describe('several trainings with other hyperparameters, of which the best on the validation side goes on; left out: one training'),
  seed: z.int().min(0).default(1).describe('the same data and seed should give the same model'),
  params: z
    .record(z.string().regex(/^[A-Za-z][\w.-]{0,63}$/), z.union([z.number(), z.string().max(200), z.boolean()]))
    .default({})
    .describe('settings of your own for a command trainer, e.g. {lora_rank: 16}: they stand in its --params beside the hyperparameters. Other trainers are sent them too, and mostly refuse what they do not know'),
  max_cost_usd: z
    .number()
    .positive()
    .optional()
    .describe('a training whose estimate is dearer is not bought, and its cycle fails with training_over_budget. Left out by default: the price list, the file and the epochs decide'),
  unknown_price: z
    .enum(['allow', 'refuse'])
    .default('allow')
    .describe('what to do where no price is published. allow: it is said and the training is bought; refuse: it is not'),
  allow_expiring: z
    .boolean()
    .default(false)
    .describe('train also on a base model that its provider shuts down within 30 days. false: the tuned model would stop with it'),
  min_examples: z.int().min(1).default(10).describe('fewer training rows than this are not submitted; 10 is the least that OpenAI-shaped APIs take'),
  request_timeout: durationSchema.default('60s').describe('one call to the provider, uploads included'),
  lost_answer_wait: durationSchema
    .default('30s')
    .describe('after a submission whose answer was lost, wait this much longer than the time-out before looking for the job: job lists lag'),
  poll_from: durationSchema.default('5s').describe('first wait between two looks at the job; it doubles'),
  poll_to: durationSchema.default('5m').describe('longest wait between two looks; after a hundred times as long, a hundredth of the time that the training has taken, so that the cycle\'s history stays small'),
  give_up_after: durationSchema.default('24h').describe('a training that takes longer is cancelled at the provider'),
});
export type TrainConfig = z.infer<typeof trainSchema>;
