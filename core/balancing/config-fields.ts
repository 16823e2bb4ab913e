import { z } from 'zod';

/** Own rules of single intents, by the name of the intent. */
export const intentRulesSchema = z.record(
  z.string(),
  z.strictObject({
    at_most: z.union([z.number().gt(0).lt(1), z.int().min(1)]).optional(),
    at_least: z.int().min(0).optional(),
    max_copies: z.int().min(1).max(100).optional(),
    task: z.string().min(1).max(80).optional(),
  }),
);

/** Shares by intent; a table of counts would sum to more than 1. */
export const productionSchema = z
  .record(z.string(), z.number().min(0).max(1))
  .refine((shares) => Object.values(shares).reduce((sum, share) => sum + share, 0) <= 1 + 1e-6, 'shares that sum to at most 1')
  .refine((shares) => Object.keys(shares).length === 0 || Object.values(shares).some((share) => share > 0), 'a share above 0');

/** Factors by name, above 0 so that no class vanishes unsaid. */
export const weightsSchema = z.record(z.string(), z.number().gt(0).max(100));

/** Rows of rare intents in other words; without it nothing is made up. */
export const paraphraseSchema = z.strictObject({
  model: z.string().min(1).max(200).describe('that writes them'),
  per_row: z.int().min(1).max(20).default(2).describe('wordings of one question; later ones resemble each other'),
  calls_per_cycle: z.int().min(1).max(10_000).default(50).describe('questions in one cycle, one call each'),
});
