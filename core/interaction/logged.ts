import { z } from 'zod';
import { chatMessage } from './formats/chat-message.ts';
import { count, faultOf, id, instant, milliseconds, optional, text } from './formats/fields.ts';
import type { RowFormat } from './formats/format.ts';
import type { Interaction } from './interaction.ts';

const margin = z.number('a number from 0 to 1').min(0, 'a number from 0 to 1').max(1, 'a number from 0 to 1');

const row = z.object({
  id: optional(id),
  at: optional(instant),
  session: optional(id),
  user: optional(id),
  model: optional(text),
  messages: z.array(chatMessage, 'a list of messages').min(1, 'at least one message'),
  reply: text,
  promptTokens: optional(count),
  completionTokens: optional(count),
  latencyMs: optional(milliseconds),
  margin: optional(margin),
  toolErrors: optional(count),
});

/**
 * An interaction as an application gives it, under the rules that hold for files: texts that a database can keep,
 * ids as texts, numbers in their ranges.
 */
export const loggedRow: Pick<RowFormat, 'parse'> = {
  parse(raw) {
    const parsed = row.safeParse(raw);
    if (!parsed.success) return { fault: faultOf(parsed.error, raw) };
    const { id: given, messages, reply, ...others } = parsed.data;
    const known = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)) as Omit<Interaction, 'key' | 'messages' | 'reply'>;
    return { kind: 'interaction', ...(given !== undefined && { id: given }), interaction: { messages, reply, ...known } };
  },
};
