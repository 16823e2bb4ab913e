import { z } from 'zod';
import { languages } from '../signals/reason-text.ts';

export const reportSchema = z.strictObject({
  lang: z.enum(languages).default('en').describe('language of the report that each cycle leaves; report --lang shows it in the other one'),
});
