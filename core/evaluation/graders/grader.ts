import type { z } from 'zod';
import type { ToolCall } from '../../interaction/message.ts';

/** What an agent answered: text, calls of tools, or both. */
export type GradedReply = { text: string; toolCalls: readonly ToolCall[] };

/** A rule that scores a reply: 0 (wrong) to 1 (right), deterministic, whatever the reply holds. */
export type Grader = {
  /** What a case's `expected` must hold, for messages. */
  expects: string;
  /** What is wrong with an `expected`; undefined where it can be graded by. Asked when a suite comes in. */
  fault: (expected: string) => string | undefined;
  /** @throws RangeError for an `expected` with a fault: a broken case is not a wrong reply */
  grade: (reply: GradedReply, expected: string) => number;
};

/** A grader whose `expected` is any text. */
export const textGrader = (expects: string, passes: (reply: string, expected: string) => boolean): Grader => ({
  expects,
  fault: () => undefined,
  grade: ({ text }, expected) => (passes(text, expected) ? 1 : 0),
});

/** A grader whose `expected` is read once into what it grades by. `read` throws an Error that says what is wrong. */
export function readingGrader<T>(expects: string, read: (expected: string) => T, grade: (reply: GradedReply, wanted: T) => number): Grader {
  // Both sides and all repeats of a case come one after another.
  let last: { expected: string; wanted: T } | undefined;
  const wantedOf = (expected: string): T => {
    if (last?.expected !== expected) last = { expected, wanted: read(expected) };
    return last.wanted;
  };
  return {
    expects,
    fault: (expected) => {
      try {
        wantedOf(expected);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : 'not readable';
      }
    },
    grade: (reply, expected) => {
      let wanted: T;
      try {
        wanted = wantedOf(expected);
      } catch (error) {
        throw new RangeError(`a case's expected is not ${expects}`, { cause: error });
      }
      return grade(reply, wanted);
    },
  };
}

/** The value of a JSON text that follows a schema. @throws Error with the first fault */
export function readJson<T extends z.ZodType>(text: string, schema: T): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not as it should be'}`);
}
