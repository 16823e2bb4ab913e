import { z } from 'zod';
import { durationSchema } from '../config/duration.ts';
import { correctionFields } from '../corrections/config.ts';
import { judgeFields } from './judge-config.ts';
import { planFields } from './plan-config.ts';

export const defaultErrorTypes = [
  'wrong_fact', 'wrong_intent', 'tool_misuse', 'format', 'incomplete', 'refusal', 'unsafe', 'hallucination', 'off_topic', 'style',
];

const share = z.number().min(0).max(1);

export const annotateSchema = z.strictObject({
  judge: z.string().min(1).describe('model that judges; best of another family than the judged one, which would favour itself'),
  ...judgeFields,
  ...planFields,
  batch_size: z.int().min(1).max(50).default(25).describe('interactions in one activity; one each would cost more in Temporal than in the judge. More where there would be over 500 activities'),
  concurrency: z.int().min(1).max(256).default(16).describe('calls to the judge at the same time for one cycle, however many workers make them; the worker\'s file limits a model for all cycles together'),
  min_confidence: share.default(0.5).describe('a verdict below this teaches nothing: it is stored, but no sample is made of it'),
  ...correctionFields,
  error_types: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/))
    .min(1)
    .default(defaultErrorTypes)
    .describe('taxonomy of errors; a judge\'s label outside it is stored as `other`'),
  intents: z
    .array(z.string().min(1).max(80))
    .default([])
    .describe('known intents; empty: the judge names them (short snake_case), those of the verified samples are shown to it'),
  request_timeout: durationSchema.default('60s').describe('one call to the judge'),
});
export type AnnotateConfig = z.infer<typeof annotateSchema>;
