import { z } from 'zod';
import { structuredOutputs } from './answer-schema.ts';
import { languages } from '../signals/reason-text.ts';
import { tiers } from '../signals/tier.ts';

/** The fields of `annotate:` that say how the judge is asked. */
export const judgeFields = {
  preferred_output_lang: z.enum(languages).default('en').describe('language of the judge\'s instructions and of what it writes by itself; corrected replies keep the language of the dialogue'),
  run_for_tiers: z
    .array(z.enum(tiers))
    .nullable()
    .default(['high_precision', 'watchlist'])
    .describe('tiers for which the judge also says why, in the same call; null: all. Of an inconspicuous row nobody asks'),
  pii_review: z.boolean().default(true).describe('rows in which the rules suspect personal data without being sure are looked at by the judge, in the same call'),
  structured_output: z
    .enum(structuredOutputs)
    .default('json_schema')
    .describe('how the endpoint is held to the schema of an answer: json_schema (strict) where it can; json_object or prompt for those that refuse one, which costs more repairs'),
  max_prompt_chars: z
    .int()
    .min(2_000)
    .max(1_000_000)
    .default(60_000)
    .describe('characters of an interaction that the judge is shown; longer parts lose their middle. 60000 are some 15000 tokens, which every judge can read'),
};
