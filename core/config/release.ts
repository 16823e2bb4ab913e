import { z } from 'zod';
import { durationSchema } from './duration.ts';

export const evaluateSchema = z.strictObject({
  batch_size: z.int().min(1).max(1_000).default(200).describe('suite cases in one activity; more where champion and candidates together would take over 500'),
  concurrency: z.int().min(1).max(64).default(8).describe('calls at the same time within one activity'),
  request_timeout: durationSchema.default('60s').describe('one call to the model under evaluation'),
  judge: z.string().min(1).optional().describe('model that judges replies to cases with grader: rubric or pairwise; best of another family than the judged one. Without it annotate.judge, of which it is known how far it agrees with people'),
  repeats: z.int().min(1).max(20).default(1).describe('how often each case is asked, averaged; 1 to 20. 1: right for models that always say the same; 3 to 5 for agents that do not'),
  seed: z.int().min(0).default(1).describe('sent with each call, plus the number of the repeat, so that champion and candidate draw alike; endpoints without seeds ignore it'),
  attempts: z.int().min(1).max(40).default(5).describe('attempts after which a call that still fails is recorded as an error; an outage does not use them up. 5: about a quarter of a minute apart at most'),
  max_error_share: z.number().min(0).max(0.2).default(0.01).describe('share of the answers of either side that may be errors, 0 to .2; with more the evaluation fails. An error never counts for the candidate: its own as a failure, the champion\'s as a success. .01: half the usual margin'),
});
export type EvaluateConfig = z.infer<typeof evaluateSchema>;

export const releaseSchema = z.strictObject({
  approval: z
    .enum(['required', 'automatic'])
    .default('required')
    .describe('required: a person approves each release; automatic: the gate\'s verdict is enough. Start with a person'),
  approval_timeout: durationSchema.default('7d').describe('a release that nobody approves within this time ends, and changes nothing'),
  remind_every: durationSchema.default('1d').describe('how often a waiting release is brought to mind, by the worker\'s log and its webhook; a hundred times at most. 1d: once a working day'),
  tainted: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe('what becomes of a candidate that learned from a user who was erased before it was let out. refuse: it does not go out, and retrain makes one without that user\'s rows; allow: it may go out, with its mark, where models that have learned already are not part of what you erase'),
  four_eyes: z.boolean().default(false).describe('true: only an authenticated person who did not start the cycle lets a release out. Needs approval: required and the keys of approvers in the worker\'s file'),
}).check(({ value, issues }) => {
  // An automatic release asks nobody: the promise would be empty.
  if (value.four_eyes && value.approval === 'automatic') issues.push({ code: 'custom', input: value, path: ['four_eyes'], message: 'expected approval: required beside it' });
});
export type ReleaseConfig = z.infer<typeof releaseSchema>;
