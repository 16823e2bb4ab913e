import { z } from 'zod';
import type { InputFault } from '../../errors/input-error.ts';
import { storableText } from '../content.ts';
import { noFinds, readContent } from '../exchange/content.ts';
import { describeFound } from '../found.ts';
import { parseInstant } from '../instant.ts';

/** Absent fields may also stand there as null. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => (value === null ? undefined : value) as z.output<T> | undefined);

export const text = z.string('a text').transform(storableText);

/** The text of a message's content as far as a message of the chat API can hold it; calls and results of tools in blocks only leave their kind. */
function contentText(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
  const finds = noFinds();
  const words = readContent(value, finds);
  return words === undefined ? undefined : [words, ...finds.blocks.map(({ type }) => `[${String(type)}]`)].filter(Boolean).join('\n');
}

export const content = z.unknown().transform((value, context) => {
  const flat = contentText(value);
  if (flat !== undefined) return flat;
  context.addIssue({ code: 'custom', message: 'a text, a list of content blocks or null' });
  return z.NEVER;
});

/** Content that must be there: what a user asked. */
export const requiredContent = z.unknown().transform((value, context) => {
  const flat = value === null || value === undefined ? undefined : contentText(value);
  if (flat !== undefined) return flat;
  context.addIssue({ code: 'custom', message: 'a text or a list of content blocks' });
  return z.NEVER;
});

export const instant = z.unknown().transform((value, context) => {
  const at = parseInstant(value);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'an ISO 8601 time, or seconds or milliseconds since 1970' });
  return z.NEVER;
});

/** Ids may be numbers in a log; an empty one is none. */
export const id = z
  .union([z.string(), z.int()], 'an id (text or whole number)')
  .transform((value) => storableText(String(value)))
  .transform((value) => (value.trim() === '' ? undefined : value));

export const rating = z.int('a whole number from 1 to 5').min(1, 'a whole number from 1 to 5').max(5, 'a whole number from 1 to 5');

// Up to the largest 32-bit integer; some gateways log counts as strings.
const maxCount = 2 ** 31 - 1;
export const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], 'a whole number from 0')
  .refine((value) => Number.isInteger(value) && value >= 0 && value <= maxCount, 'a whole number from 0');

export const milliseconds = z.number('milliseconds from 0').min(0, 'milliseconds from 0').max(maxCount, 'milliseconds below 25 days');

/** The first wrong field of a row, in its author's words. */
export function faultOf(error: z.ZodError, row: unknown): InputFault {
  const issue = error.issues[0];
  if (issue === undefined) return { expected: 'a valid row' };
  if (issue.code === 'unrecognized_keys') return { field: [...issue.path.map(String), issue.keys[0]].join('.'), found: 'a field that is not known', expected: issue.message };
  let found: unknown = row;
  for (const step of issue.path) found = (found as Record<PropertyKey, unknown> | null | undefined)?.[step];
  const field = issue.path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('');
  return { ...(field !== '' && { field }), found: describeFound(found), expected: issue.message };
}
