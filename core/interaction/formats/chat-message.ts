import { z } from 'zod';
import { storableText } from '../content.ts';
import type { Message, ToolCall } from '../message.ts';
import { content, optional, text } from './fields.ts';

/** Some logs hold the arguments as an object; the API wants a JSON string. */
const toolArguments = z.unknown().optional().transform((value, context) => {
  if (typeof value === 'string') return storableText(value);
  try {
    return storableText(JSON.stringify(value ?? {}));
  } catch {
    // A row may nest deeper than the stack reaches.
    context.addIssue({ code: 'custom', message: 'arguments as a JSON string or an object' });
    return z.NEVER;
  }
});

const calledFunction = z.object({ name: text, arguments: toolArguments }, 'an object {name, arguments}');

const toolCall = z
  .object({
    id: optional(text),
    function: calledFunction,
  }, 'a tool call {id, function: {name, arguments}}')
  .transform(
    (call): ToolCall => ({ ...(call.id !== undefined && { id: call.id }), type: 'function', function: call.function }),
  );

const roles = { system: 'system', developer: 'developer', user: 'user', assistant: 'assistant', tool: 'tool', function: 'tool' } as const;

/** A message of the OpenAI chat API as logs hold it, normalised. */
export const chatMessage = z
  .object({
    role: z.enum(Object.keys(roles) as (keyof typeof roles)[], `a role (${Object.keys(roles).join(', ')})`),
    content: content.optional(),
    refusal: optional(text),
    tool_calls: optional(z.array(toolCall, 'a list of tool calls')),
    // What the API had before tool calls.
    function_call: optional(calledFunction),
    tool_call_id: optional(text),
    name: optional(text),
  }, 'a message {role, content}')
  .transform(({ function_call: older, ...raw }): Message => ({
    role: roles[raw.role],
    content: raw.content === undefined || raw.content === '' ? (raw.refusal ?? '') : raw.content,
    ...(raw.tool_calls !== undefined && raw.tool_calls.length > 0 ? { tool_calls: raw.tool_calls } : older !== undefined && { tool_calls: [{ type: 'function' as const, function: older }] }),
    ...(raw.tool_call_id !== undefined && { tool_call_id: raw.tool_call_id }),
    ...(raw.name !== undefined && { name: raw.name }),
  }));

/** The text of an assistant's message; one that only calls tools is named by them. */
export function replyText(message: Message): string {
  if (message.content !== '' || message.tool_calls === undefined) return message.content;
  return `[Tool calls: ${message.tool_calls.map((call) => call.function.name).join(', ')}]`;
}
