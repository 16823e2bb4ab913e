import { z } from 'zod';
import type { ToolCall } from '../../interaction/message.ts';
import { readingGrader, readJson } from './grader.ts';
import { argumentsMatch, type StringRule } from './tool-arguments.ts';

/** `{name: {argument: [allowed values]}}`, one name each; `""` among the values: the argument may be left out. */
const keySchema = z.record(z.string(), z.record(z.string(), z.array(z.unknown())))
  .refine((call) => Object.keys(call).length === 1, 'one function name in each call');

const wantedSchema = z.strictObject({
  calls: z.array(keySchema),
  /** `strict`: in the order of `calls`. */
  order: z.enum(['any', 'strict']).default('any'),
  /** `allow`: other calls beside these are no fault, unless they are forbidden. */
  extra: z.enum(['refuse', 'allow']).default('refuse'),
  forbidden: z.array(z.string()).default([]),
  strings: z.enum(['exact', 'normalised', 'loose']).default('normalised'),
});

/**
 * Calls of tools: names, arguments with allowed values, order, what must not be called. `expected` is an object (see `wantedSchema`)
 * or, as in the Berkeley Function-Calling Leaderboard, the bare list of calls; there strings compare loosely (case, blanks and
 * , . / - _ * ^ apart). `[]` is a question that no tool answers: any call is wrong.
 */
export const toolCalls = readingGrader('a list of calls, or {calls, order?, extra?, forbidden?, strings?}', (expected) => {
  const bare = /^\s*\[/.test(expected);
  return bare ? wantedSchema.parse({ calls: readJson(expected, z.array(keySchema)), strings: 'loose' }) : readJson(expected, wantedSchema);
}, ({ toolCalls: calls }, { calls: keys, order, extra, forbidden, strings }) => {
  if (calls.some((call) => forbidden.includes(call.function.name))) return 0;
  if (calls.length < keys.length || (extra === 'refuse' && calls.length > keys.length)) return 0;
  const fits = keys.map((key) => calls.map((call) => callMatches(call, key, strings)));
  return (order === 'strict' ? inOrder(fits) : eachItsOwn(fits)) ? 1 : 0;
});

type Key = z.infer<typeof keySchema>;

function callMatches(call: ToolCall, key: Key, strings: StringRule): boolean {
  const [entry] = Object.entries(key);
  if (entry?.[0] !== call.function.name) return false;
  let given: unknown;
  try {
    // Some models call a tool without arguments with an empty text.
    given = call.function.arguments.trim() === '' ? {} : JSON.parse(call.function.arguments);
  } catch {
    return false;
  }
  return typeof given === 'object' && given !== null && !Array.isArray(given) && argumentsMatch(given as Record<string, unknown>, entry[1], strings);
}

/** Every key in turn takes the first call that fits after the one before. */
function inOrder(fits: readonly (readonly boolean[])[]): boolean {
  let next = 0;
  for (const row of fits) {
    const found = row.indexOf(true, next);
    if (found < 0) return false;
    next = found + 1;
  }
  return true;
}

/** Whether each key can have a call of its own (augmenting paths): a call that fits two keys must not be spent on the wrong one. */
function eachItsOwn(fits: readonly (readonly boolean[])[]): boolean {
  const keyOf = new Map<number, number>();
  const place = (key: number, tried: Set<number>): boolean =>
    (fits[key] ?? []).some((fit, call) => {
      if (!fit || tried.has(call)) return false;
      tried.add(call);
      const holder = keyOf.get(call);
      if (holder !== undefined && !place(holder, tried)) return false;
      keyOf.set(call, key);
      return true;
    });
  return fits.every((_, key) => place(key, new Set()));
}
