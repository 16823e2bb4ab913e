import { z } from 'zod';

export const collectSchema = z.strictObject({
  low_rating: z.int().min(1).max(4).default(2).describe('a rating of at most this is low (1-5 scale); 2 keeps the neutral 3 out'),
});
export type CollectConfig = z.infer<typeof collectSchema>;

export const triggerSchema = z.strictObject({
  improvement_threshold: z
    .int()
    .min(1)
    .default(10)
    .describe('low-rated interactions among the last `window` that start an improvement; 10 of 50 is far above the noise of ratings'),
  window: z.int().min(1).default(50).describe('how many of the latest interactions are looked at, rated or not'),
  min_new_interactions: z
    .int()
    .min(1)
    .default(200)
    .describe('this many interactions that no cycle has used start one too: unrated traffic also teaches'),
});
export type TriggerConfig = z.infer<typeof triggerSchema>;
