import { z } from 'zod';
import { caseFault } from './case-fault.ts';
import { chatMessage } from '../interaction/formats/chat-message.ts';
import { id, optional, requiredContent, text } from '../interaction/formats/fields.ts';
import type { Message } from '../interaction/message.ts';
import { caseKinds, type CaseKind } from './kinds.ts';

/** One frozen regression case. */
export type SuiteCase = {
  id: string;
  /** What the agent is asked, without a reply. */
  messages: Message[];
  /** The reply that passes, by the case's grader. */
  expected: string;
  intent?: string;
  /** Slice dimension to value, e.g. `{channel: 'mail'}`. */
  slices: Record<string, string>;
  /** A hard case: losing one rejects a candidate. */
  hard: boolean;
  grader?: string;
  kind?: CaseKind;
  /** What the agent may call, in the shape of the OpenAI API. */
  tools?: Record<string, unknown>[];
  /** Its texts are shown to nobody. */
  sealed?: boolean;
  /** Session or user, a pseudonym: cases of one are not independent of each other. */
  group?: string;
  /** Of a regression: the model that had given the bad reply. */
  foundModel?: string;
  /** Of the last user message: rows with it never train. */
  fingerprint: string;
};

const caseFields = {
  id: optional(id),
  messages: optional(z.array(chatMessage, 'a list of messages').min(1, 'at least one message')),
  input: optional(requiredContent),
  expected: optional(text),
  intent: optional(text),
  slices: optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()], 'a text, number, true or false').transform(String), 'an object of slices')),
  hard: optional(z.boolean('true or false')),
  grader: optional(text),
  kind: optional(z.enum(caseKinds, `one of ${caseKinds.join(', ')}`)),
  tools: optional(z.array(z.record(z.string(), z.unknown()), 'a list of tool definitions')),
  sealed: optional(z.boolean('true or false')),
  group: optional(id),
  found_model: optional(id),
};

/** A row of a suite file in JSON lines: `messages` or `input` is asked, `expected` passes; pairs of replies need none. A name that is not known is an error: it may have been meant to guard. */
export const suiteCaseSchema = z
  .strictObject(caseFields, { error: (issue) => (issue.code === 'unrecognized_keys' ? `one of ${Object.keys(caseFields).join(', ')}` : undefined) })
  .refine((row) => (row.messages === undefined) !== (row.input === undefined), { message: 'either messages or input', path: ['input'] })
  .refine((row) => row.messages === undefined || row.messages.some((message) => message.role === 'user'), { message: 'at least one user message', path: ['messages'] })
  .refine((row) => row.messages?.at(-1)?.role !== 'assistant', { message: 'a question at the end: the reply belongs in expected', path: ['messages'] })
  .check(({ value, issues }) => {
    const fault = caseFault(value);
    if (fault) issues.push({ code: 'custom', input: value[fault.field], path: [fault.field], message: fault.expected });
  });
