import { z } from 'zod';
import { durationSchema } from '../config/duration.ts';
import { graderNames } from '../evaluation/grade.ts';

const modelSchema = z.string().min(1);

const validationSchema = z.strictObject({
  max_samples: z.int().min(20).max(10_000).default(400).describe('verified samples of the validation side that each way of answering is asked; 400 tell .90 from .94'),
  grader: z.enum(graderNames).default('normalised').describe('how a reply is compared with the verified one; normalised fits agents whose right replies are known word for word'),
  concurrency: z.int().min(1).max(64).default(8).describe('calls at the same time within one activity'),
  request_timeout: durationSchema.default('60s').describe('one call to a model'),
});

export const promptSchema = z.strictObject({
  model: modelSchema.default('champion').describe('whose prompt is searched: champion, trained (the model of this cycle) or the name of a model'),
  max_examples: z.int().min(1).max(500).default(24).describe('demonstrations in the prompt at most; each costs tokens in every call'),
  trials: z.int().min(1).max(50).default(6).describe('sets tried in one round'),
  rounds: z.int().min(1).max(5).default(2).describe('after the first, sets are made from what the best one so far gets wrong'),
  probe: z.int().min(1).max(5_000).default(200).describe('training questions that the best set is asked between rounds, to find out what it confuses'),
  max_calls: z.int().min(50).max(1_000_000).default(6_000).describe('calls of the whole search in one cycle; trials that do not fit are left out'),
  writer: modelSchema.optional().describe('a capable model that rewrites the instructions from the failures; left out: the instructions stay as they are'),
  rewrites: z.int().min(1).max(10).default(2).describe('instructions that the writer proposes in a round'),
  seed: z.int().min(0).default(1).describe('of the draws'),
});

export const routingSchema = z.strictObject({
  models: z.array(modelSchema).min(1).max(10).describe('models that may answer first: champion, trained or names of models'),
  larger: modelSchema.describe('who answers what they cannot'),
  abstain_replies: z
    .array(z.string().min(1).max(200))
    .max(20)
    .default(['I am not sure.', 'I do not know.', "I don't know."])
    .describe('replies that say "I do not know": they always go to the larger model'),
  intents: z.boolean().default(true).describe('whether questions of intents that the first model fails at may go straight to the larger one, recognised by their words'),
  aim: z.enum(['cost', 'accuracy']).default('cost').describe('cost: the cheapest rules that answer as many validation questions rightly as the champion; accuracy: those that answer most'),
  seed: z.int().min(0).default(1).describe('of the draws'),
});

/** The `candidates:` section: what a cycle tries beside training. */
export const candidatesSchema = z.strictObject({
  choose: z
    .enum(['configured', 'remedies'])
    .default('configured')
    .describe('configured: every cycle tries training (unless train.trainer is none) and what is configured here; remedies: only what the bad cases of the cycle ask for'),
  validation: validationSchema.prefault({}).describe('what candidates are chosen by before the gate; needs balance.val_share. Never a case of a suite'),
  prompt: promptSchema.optional().describe('search for demonstrations and instructions; left out: none'),
  routing: routingSchema.optional().describe('search for rules that send easy questions to a cheaper model; left out: none'),
});
export type CandidatesConfig = z.infer<typeof candidatesSchema>;
export type PromptConfig = z.infer<typeof promptSchema>;
export type RoutingConfig = z.infer<typeof routingSchema>;
