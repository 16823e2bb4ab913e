import { addEmptyReply, newExchange, objectOf, setFeedback, setLineage, trailingReply, usageIn } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessage, readMessages } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { describeFound } from '../found.ts';
import type { RowFormat } from './format.ts';

const marks = ['response_choices', 'choices', 'response_usage', 'usage', 'request_model', 'response_model', 'pt', 'total_cost_time', 'total_cost_time_ms', 'request_id'];

/** Adds the reply of `choices`: the first choice's message, or a bare message or text; of an empty list an empty one. */
export function readChoices(choices: unknown, field: string, exchange: Exchange): ReturnType<typeof readMessage> {
  exchange.replyFrom = exchange.turns.length;
  const list = Array.isArray(choices) ? choices : objectOf(choices) === undefined ? undefined : [choices];
  if (list === undefined) return { field, found: describeFound(choices), expected: 'a list of choices' };
  const first: unknown = list[0];
  if (first === undefined || first === null) {
    addEmptyReply(exchange);
    return undefined;
  }
  const choice = objectOf(first);
  const message = choice?.['message'] ?? choice?.['delta'] ?? (typeof choice?.['text'] === 'string' ? { content: choice['text'] } : first);
  const fault = readMessage(typeof message === 'string' ? { content: message } : message, `${field}[0].message`, exchange, 'assistant');
  exchange.usage.push(...usageIn(choice?.['usage']));
  if (choice?.['logprobs'] !== undefined) exchange.logprobs = choice['logprobs'];
  return fault;
}

function read(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const exchange = newExchange();
  const fault = readMessages(raw['messages'], 'messages', exchange);
  if (fault !== undefined) return { fault };
  const name = raw['response_choices'] === undefined || raw['response_choices'] === null ? 'choices' : 'response_choices';
  const choices = raw[name];
  exchange.replyFrom = trailingReply(exchange);
  const saidLast = exchange.replyFrom < exchange.turns.length;
  if (choices !== undefined && choices !== null && !(saidLast && Array.isArray(choices) && choices.length === 0)) {
    const wrong = readChoices(choices, name, exchange);
    if (wrong !== undefined) return { fault: wrong };
    dropRepeatedReply(exchange);
  }
  exchange.usage.push(...usageIn(raw['response_usage'], raw['usage']));
  setLineage(exchange, {
    id: [raw['id'], raw['request_id'], raw['trace_id']],
    at: [raw['at'], raw['timestamp'], raw['created_at'], raw['time'], raw['created']],
    session: [raw['session'], raw['session_id'], raw['conversation_id']],
    user: [raw['user'], raw['user_id']],
    model: [raw['request_model'], raw['response_model'], raw['model']],
    pt: [raw['pt']],
    latencyMs: [raw['total_cost_time'], raw['total_cost_time_ms'], raw['latency_ms']],
  });
  setFeedback(exchange, raw);
  return exchange;
}

/** Some logs append the reply to the messages as well: it was said once. */
function dropRepeatedReply(exchange: Exchange): void {
  const [before, reply] = [exchange.turns[exchange.replyFrom - 1], exchange.turns[exchange.replyFrom]];
  if (before?.role !== 'assistant' || reply === undefined || before.text !== reply.text || before.text === '') return;
  if (before.usage !== undefined) reply.usage ??= before.usage;
  exchange.turns.splice(exchange.replyFrom - 1, 1);
  exchange.replyFrom -= 1;
}

/** Data-Juicer's agent rows: the messages of a request and its reply beside them. */
export const agentRow: RowFormat = exchangeFormat({
  name: 'agent-row',
  needs: '{messages, response_choices}',
  detect: (raw) => Array.isArray(raw['messages']) && marks.some((mark) => mark in raw),
  read,
});

/** Nothing but messages, the last of them the reply. At import such rows have to be announced: training examples look the same. */
export const messagesOnly: RowFormat = exchangeFormat({ name: 'messages', needs: '{messages}', detect: (raw) => 'messages' in raw, read });
