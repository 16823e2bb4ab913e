import { addEmptyReply, newExchange, setFeedback, setLineage, usageIn } from '../exchange/fields.ts';
import { readMessage } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import { describeFound } from '../found.ts';
import type { JsonObject, RowFormat } from './format.ts';

/** Other names of the same fields, where no other meaning is thinkable. */
const aliases: Record<string, string> = { session_id: 'session', user_id: 'user', timestamp: 'at' };

function withNames(raw: JsonObject): JsonObject {
  const named: JsonObject = { ...raw };
  for (const [alias, name] of Object.entries(aliases)) named[name] ??= raw[alias];
  return named;
}

function read(raw: JsonObject): ReturnType<NonNullable<RowFormat['read']>> {
  const named = withNames(raw);
  const exchange = newExchange();
  const fault = readMessage({ content: named['user_input'] ?? 0 }, 'user_input', exchange, 'user');
  if (fault !== undefined) return { fault: { field: 'user_input', found: describeFound(named['user_input']), expected: 'a text or a list of content blocks' } };
  exchange.replyFrom = 1;
  const reply = named['agent_output'];
  if (reply !== null && typeof reply !== 'string') return { fault: { field: 'agent_output', found: describeFound(reply), expected: 'a text (or null when the agent gave nothing)' } };
  if (reply === null) addEmptyReply(exchange);
  else readMessage({ content: reply }, 'agent_output', exchange, 'assistant');
  exchange.usage.push(...usageIn(raw['usage']));
  setLineage(exchange, { id: [named['id']], at: [named['at']], session: [named['session']], user: [named['user']], model: [named['model']], pt: [raw['pt']], latencyMs: [raw['latency_ms']] });
  setFeedback(exchange, raw);
  return exchange;
}

/** One question and one answer in a flat row. */
export const plain: RowFormat = exchangeFormat({
  name: 'plain',
  needs: '{user_input, agent_output}',
  detect: (raw) => 'user_input' in raw || 'agent_output' in raw,
  read,
});
