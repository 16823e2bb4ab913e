import { z } from 'zod';
import { durationSchema } from '../config/duration.ts';
import { budgetSchema } from '../spending/config.ts';

const share = z.number().min(0).max(1);

/** The fields of `annotate:` that say what is judged, and for how much. */
export const planFields = {
  budget_per_cycle: z.int().min(1).max(100_000).default(300).describe('interactions judged in one cycle, about one call each: what bounds its cost'),
  random_share: share.default(0.1).describe('this share of the plan is drawn from all new interactions at random: the unbiased part, from which the base rate is estimated'),
  bad_case_share: share.default(0.5).describe('at most this share goes to bad cases: the strongest tier first, in it what users said to be worst'),
  floor_share: share.default(0.1).describe('at most this share goes to questions that look like intents with too few examples for `balance.intent_min_samples`; the rest goes to what the serving model was unsure of'),
  user_max_share: share.default(0.05).describe('one user fills at most this share of the plan while others wait; the random part is left as it is drawn'),
  seed: z.int().min(0).default(1).describe('of the random share'),
  budget: budgetSchema
    .prefault({})
    .describe('hard limits of one cycle\'s judging, second opinions included. What they leave unjudged is counted, and the next cycle may choose it again'),
  reuse_answers_for: durationSchema.default('30d').describe('a question that was asked in the same words of the same model is answered out of the store, unpaid; 0s: never'),
};
