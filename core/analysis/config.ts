import { z } from 'zod';
import { cleanSchema } from '../clean/config.ts';
import { normaliseSchema } from '../interaction/dialogue/config.ts';
import { redactSchema } from '../privacy/config.ts';
import { signalsSchema } from '../signals/config.ts';
import { textStatsSchema } from '../text-stats/config.ts';
import { operatorNames } from './operator-names.ts';

/** The `analyze:` section: what is computed about every row. Unknown keys are errors. */
export const analyzeSchema = z.strictObject({
  operators_off: z.array(z.enum(operatorNames)).default([]).describe('operators that are left out, e.g. [text_stats] for the greatest speed; what they write is then missing'),
  normalise: normaliseSchema.prefault({}).describe('how messages become a dialogue'),
  redact: redactSchema.prefault({}).describe('what is taken out of every text'),
  clean: cleanSchema.prefault({}).describe('what is taken out of the measured text'),
  dominant_tools: z.int().min(1).max(50).default(3).describe('how many of the most used tools a row names'),
  text_stats: textStatsSchema.prefault({}).describe('measures of the text'),
  signals: signalsSchema.prefault({}).describe('when a signal fires, and what makes a tier'),
});
export type AnalyzeConfig = z.infer<typeof analyzeSchema>;
