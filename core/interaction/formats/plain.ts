import { z } from 'zod';
import { newExchange, setFeedback, setLineage } from '../exchange/fields.ts';
import { readMessage } from '../exchange/messages.ts';
import { describeFound } from '../found.ts';
import { rawFeedback } from './feedback-row.ts';
import { faultOf, id, instant, optional, rating, requiredContent, text } from './fields.ts';
import type { JsonObject, RowFormat } from './format.ts';

const reply = z.union([text, z.null().transform(() => '')], 'a text (or null when the agent gave nothing)');

const row = z.object({
  user_input: requiredContent,
  agent_output: reply,
  rating: optional(rating),
  user_feedback: optional(text),
  session: optional(id),
  user: optional(id),
  at: optional(instant),
  id: optional(id),
  model: optional(text),
});

/** Other names of the same fields, where no other meaning is thinkable. */
const aliases: Record<string, string> = { session_id: 'session', user_id: 'user', timestamp: 'at' };

function withNames(raw: JsonObject): JsonObject {
  const named: JsonObject = { ...raw };
  for (const [alias, name] of Object.entries(aliases)) named[name] ??= raw[alias];
  return named;
}

function readExchange(raw: JsonObject): ReturnType<NonNullable<RowFormat['read']>> {
  const named = withNames(raw);
  const exchange = newExchange();
  const fault = readMessage({ content: named['user_input'] ?? 0 }, 'user_input', exchange, 'user');
  if (fault !== undefined) return { fault: { field: 'user_input', found: describeFound(named['user_input']), expected: 'a text or a list of content blocks' } };
  exchange.replyFrom = 1;
  const reply = named['agent_output'];
  if (reply !== null && typeof reply !== 'string') return { fault: { field: 'agent_output', found: describeFound(reply), expected: 'a text (or null when the agent gave nothing)' } };
  if (reply !== null) readMessage({ content: reply }, 'agent_output', exchange, 'assistant');
  if (raw['usage'] !== undefined && raw['usage'] !== null) exchange.usage.push(raw['usage']);
  setLineage(exchange, { id: [named['id']], at: [named['at']], session: [named['session']], user: [named['user']], model: [named['model']], pt: [raw['pt']], latencyMs: [raw['latency_ms']] });
  setFeedback(exchange, raw);
  return exchange;
}

/** One question and one answer in a flat row. */
export const plain: RowFormat = {
  name: 'plain',
  needs: '{user_input, agent_output}',
  detect: (raw) => 'user_input' in raw || 'agent_output' in raw,
  parse(raw) {
    const named = withNames(raw);
    const parsed = row.safeParse(named);
    if (!parsed.success) return { fault: faultOf(parsed.error, named) };
    const { user_input, agent_output, rating: stars, user_feedback, session, user, at, id: given, model } = parsed.data;
    const feedback = rawFeedback({ at: undefined, rating: stars, thumbs: undefined, text: user_feedback, correction: undefined, outcome: undefined, user: undefined });
    return {
      kind: 'interaction',
      ...(given !== undefined && { id: given }),
      interaction: {
        ...(at !== undefined && { at }),
        ...(session !== undefined && { session }),
        ...(user !== undefined && { user }),
        ...(model !== undefined && { model }),
        messages: [{ role: 'user', content: user_input }],
        reply: agent_output,
      },
      ...(feedback !== undefined && { feedback }),
    };
  },
  read: readExchange,
};
