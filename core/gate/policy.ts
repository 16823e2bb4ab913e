import { z } from 'zod';
import { anchorSchema, costSchema, formatDriftSchema, goalSchema, hardZeroSchema, judgeTrustSchema, latencySchema, slicesSchema } from './policy-guards.ts';

export type { SliceRole } from './policy-guards.ts';

/** The `gate:` section of an agent's YAML: how much worse is too much, and how sure one must be. */
export const gatePolicySchema = z.strictObject({
  margin: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.02)
    .describe(
      'largest loss of accuracy that still counts as no worse, as a fraction, above 0 and below 1. .02: successive models differ on 1-5 % of cases, and two points can be shown with about 800 paired cases',
    ),
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe(
      'one-sided error rate of each test, above 0 and below .5: the chance of promoting a candidate that is worse by the whole margin. .05: the usual level of non-inferiority trials',
    ),
  power: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe(
      'chance, above 0 and below 1, that an equally good candidate passes with the number of cases that an inconclusive verdict asks for. .8: the usual choice; .9 asks for about 40 % more cases',
    ),
  min_graded_cases: z
    .int()
    .min(2)
    .default(30)
    .describe('cases (groups, where they share sessions or users) below which graded scores show nothing: the t test leans on the normal approximation of a mean; pass/fail has an exact lower limit of its own'),
  goal: goalSchema.prefault({}).describe('what the candidate is for; without a gain it is enough to be no worse'),
  slices: slicesSchema
    .default({})
    .describe(
      'by name, `dimension:value` (severity:high), or by beginning (intent:*); the first entry that fits holds. role critical: no worse on each of them by itself, by margin; below min_cases only the rules of hard cases and harm apply, and the report says so (without a number: where no worse cannot be shown even without a loss; 133 at .02). guarded: not significantly worse beyond margin, Holm over all of them. exploratory: reported only. Slices that are not named are guarded',
    ),
  anchor: anchorSchema.prefault({}).describe('against creeping losses'),
  hard_zero: hardZeroSchema.prefault({}).describe('cases that must never be lost'),
  format_drift: formatDriftSchema.prefault({}).describe('against replies that nobody can read any more'),
  cost: costSchema.prefault({}).describe('against a dearer agent'),
  latency: latencySchema.prefault({}).describe('against a slower agent'),
  judge_trust: judgeTrustSchema.prefault({}).describe('when a model\'s judgement counts'),
  contamination: z
    .enum(['block', 'exclude'])
    .default('block')
    .describe('cases that the candidate was trained on. block: nothing is promoted on such a suite, for the seals that should have kept them apart failed; exclude: these cases count for nothing'),
  looks: z
    .enum(['planned', 'any'])
    .default('planned')
    .describe('planned: tests of fixed size, the sharpest for one look (two with on_inconclusive: extend). any: betting e-values, valid at every look and needing about half as many cases again, for whoever adds cases until it is decided'),
  on_inconclusive: z
    .enum(['hold', 'extend', 'ask'])
    .default('hold')
    .describe('hold: the champion stays. extend: draw cases to the planned number and look once more, and never again; each look then has half of alpha, so that both together keep it. ask: a person decides with the evidence'),
  seed: z.int().default(1).describe('of the bootstrap intervals of ratios: the same evidence gives the same verdict'),
});
export type GatePolicy = z.infer<typeof gatePolicySchema>;
