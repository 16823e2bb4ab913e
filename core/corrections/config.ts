import { z } from 'zod';
import { schemaCheck } from '../json-schema/validator.ts';

const share = z.number().min(0).max(1);
const name = z.string().min(1).max(128);

/** A JSON schema that can be used: known when the configuration is read, and not in the middle of a cycle. */
const jsonSchema = z.record(z.string(), z.unknown()).superRefine((schema, context) => {
  try {
    schemaCheck(schema);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a JSON schema (2020-12) with patterns that need no look-around or back-references' });
  }
});

/** The fields of `annotate:` that say when a corrected reply may teach. */
export const correctionFields = {
  second_judgement: z.enum(['corrections', 'none']).default('corrections').describe('an independent second verdict on every corrected reply before it teaches, one call each; `none` lets through what one judge made up'),
  second_judge: z.string().min(1).optional().describe('model of the second verdict, best of another family; left out: the same judge with another seed, shown things in another order'),
  second_seed: z.int().min(0).default(1_000_003).describe('of the second verdict, where the provider takes one'),
  user_correction_max_share: share.default(0.01).describe('at most this share of a dataset are replies that one user wrote: a correction is the cheapest way to poison a model'),
  min_user_agreement: share.default(0.5).describe('where a user wrote a correction, the judge\'s must be at least this similar to it (shared character triples; the same numbers), else people look at both'),
  reply_schema: jsonSchema.optional().describe('JSON schema that replies of this agent follow: a corrected reply that does not is rejected. Left out: a JSON reply must stay JSON'),
  tools: z
    .array(z.strictObject({ name, parameters: jsonSchema.optional().describe('JSON schema of its arguments') }))
    .default([])
    .describe('tools that the agent may call: a corrected reply that calls another one, or with other arguments, is rejected. Empty: one that calls any goes to people'),
  retest_per_cycle: z.int().min(0).max(1_000).default(30).describe('of the random part so many interactions are judged twice, the second time in another order: a judge that does not agree with itself is not believed. 30 find one that decides by lot in four cycles of five'),
  min_self_agreement: share.default(0.75).describe('when the judge surely agrees with itself less often, nothing of that cycle\'s verdicts teaches'),
  max_rejection_rate: share.default(0.6).describe('when the second verdict rejects surely more than this share of a cycle\'s corrections, nothing of that cycle\'s verdicts teaches: the judge flips'),
  min_judge_kappa: z.number().min(-1).max(1).default(0.3).describe('a judge whose agreement with people is below this (Cohen\'s kappa) teaches nothing; .3 is hardly more than chance'),
  min_judge_labels: z.int().min(1).default(20).describe('from so many human labels on the agreement decides; fewer say too little'),
};
export const correctionSchema = z.object(correctionFields);
export type CorrectionConfig = z.infer<typeof correctionSchema>;
