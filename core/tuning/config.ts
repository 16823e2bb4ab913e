import { z } from 'zod';

const values = z.array(z.union([z.number(), z.string().max(80), z.boolean()])).min(1).max(50);
const range = z
  .strictObject({ min: z.number(), max: z.number(), scale: z.enum(['linear', 'log']).default('linear'), integer: z.boolean().default(false) })
  .refine(({ min, max }) => min < max, { error: 'expected min below max' })
  .refine(({ min, scale }) => scale === 'linear' || min > 0, { error: 'expected min above 0 for scale: log' });

/** The `sweep:` part of `train:`. */
export const sweepSchema = z
  .strictObject({
    method: z.enum(['grid', 'random']).default('random').describe('grid: every combination; random: drawn, which finds more for the same money when few settings matter (Bergstra, Bengio 2012)'),
    space: z
      .record(z.string().regex(/^[A-Za-z][\w.-]{0,63}$/), z.union([values, range]))
      .refine((space) => Object.keys(space).length > 0, { error: 'expected at least one hyperparameter' })
      .describe('what is tried, by hyperparameter: a list of values, or {min, max, scale: linear|log, integer}; names as the trainer knows them'),
    max_jobs: z.int().min(1).max(100).default(6).describe('trainings in all; the configured hyperparameters are always the first of them, so a sweep never ends worse than without it'),
    concurrency: z.int().min(1).max(20).default(2).describe('trainings at the same time; providers limit them too'),
    max_cost_usd: z.number().positive().optional().describe('all trainings together by their estimates; jobs beyond it are not bought. With it, a sweep without a known price buys the first job alone'),
    patience: z
      .int()
      .min(1)
      .default(3)
      .describe('a job whose validation loss has not fallen for so many reports, and which another job already beats, is cancelled; where the trainer reports none, all run to their end'),
    seed: z.int().min(0).default(1).describe('of the draws of method random'),
  })
  .check(({ value, issues }) => {
    if (value.method !== 'grid') return;
    for (const [name, axis] of Object.entries(value.space)) {
      if (!Array.isArray(axis)) issues.push({ code: 'custom', input: axis, path: ['space', name], message: 'a list of values for method: grid' });
    }
  });
export type SweepConfig = z.infer<typeof sweepSchema>;
