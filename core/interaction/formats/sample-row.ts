import { z } from 'zod';
import { chatMessage, replyText } from './chat-message.ts';
import { faultOf, optional, text } from './fields.ts';
import type { RowFormat } from './format.ts';

const row = z.object({
  messages: z.array(chatMessage, 'a list of messages').min(2, 'at least a question and its answer'),
  intent: optional(text),
});

/** A training example in the OpenAI fine-tuning format. */
export const sampleRow: RowFormat = {
  name: 'sample',
  needs: "{messages: [..., {role: 'assistant'}], intent?}",
  detect: (raw) => 'messages' in raw,
  parse(raw) {
    const parsed = row.safeParse(raw);
    if (!parsed.success) return { fault: faultOf(parsed.error, raw) };
    const { messages, intent } = parsed.data;
    const last = messages.at(-1);
    if (last?.role !== 'assistant') {
      return { fault: { field: `messages[${messages.length - 1}].role`, found: `"${last?.role}"`, expected: '"assistant": an example ends with the answer' } };
    }
    return { kind: 'sample', sample: { messages: messages.slice(0, -1), reply: replyText(last), ...(intent && { intent }) } };
  },
};
