import { z } from 'zod';

export const toolCallSchema = z.object({
  id: z.string().optional(),
  type: z.literal('function').default('function'),
  /** `arguments` is a JSON string, as the OpenAI API wants it. */
  function: z.object({ name: z.string(), arguments: z.string() }),
});
export type ToolCall = z.infer<typeof toolCallSchema>;

/** A chat message after normalisation: text only, OpenAI roles and names. */
export const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.string(),
  tool_calls: z.array(toolCallSchema).optional(),
  tool_call_id: z.string().optional(),
  name: z.string().optional(),
});
export type Message = z.infer<typeof messageSchema>;

/** The text that was asked last: what a router, a student or a fingerprint looks at. */
export function lastUserText(messages: readonly Message[]): string {
  return messages.findLast((message) => message.role === 'user')?.content ?? '';
}

/** The same chat with another last question; without one, as it is. */
export function withLastUserText(messages: readonly Message[], text: string): Message[] {
  const last = messages.findLastIndex((message) => message.role === 'user');
  return messages.map((message, index) => (index === last ? { ...message, content: text } : message));
}
