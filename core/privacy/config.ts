import { z } from 'zod';
import { categories } from './detector.ts';

const categoryName = z.string().regex(/^[A-Z][A-Z0-9_]{1,39}$/, { error: 'expected a name of A-Z, 0-9 and _' });

const pattern = z.string().min(1).max(1000).check(({ value, issues }) => {
  try {
    if (!new RegExp(value, 'u').test('')) return;
    issues.push({ code: 'custom', input: value, message: 'expected a pattern that does not match the empty text' });
  } catch {
    issues.push({ code: 'custom', input: value, message: 'expected a regular expression (JavaScript, flag u)' });
  }
});

/** `analyze.redact`: what is taken out of every text, at import and in analysis alike. It cannot be switched off as a whole. */
export const redactSchema = z.strictObject({
  precision: z
    .enum(['balanced', 'strict'])
    .default('balanced')
    .describe('balanced also takes out numbers that look like a card or an identity number with a wrong check digit, as suspect_number: people mistype; strict keeps them'),
  keep: z.array(z.enum(categories)).default([]).describe('categories that stay in the texts. [] by default: what is not stored cannot leak'),
  extra: z
    .array(
      z.strictObject({
        category: categoryName.describe('what the placeholder and the counts call it'),
        pattern: pattern.describe('a regular expression; its first group, else the whole match, is replaced'),
        ignore_case: z.boolean().default(false),
      }),
    )
    .default([])
    .describe("patterns of one's own, sought first, e.g. [{category: EMPLOYEE_ID, pattern: 'E-[0-9]{6}'}]. Their time is their author's concern"),
  replacements: z
    .record(categoryName, z.string().max(60))
    .default({})
    .describe('what stands in the place of a category instead of [CATEGORY], e.g. {PHONE: "<phone>"}'),
});
export type RedactConfig = z.infer<typeof redactSchema>;
