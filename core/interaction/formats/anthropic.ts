import { addEmptyReply, newExchange, objectOf, setFeedback, setLineage, trailingReply, usageIn } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessage, readMessages } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import type { RowFormat } from './format.ts';

const isMessage = (value: unknown): boolean => {
  const inner = objectOf(value);
  return inner !== undefined && (inner['type'] === 'message' || (inner['role'] === 'assistant' && 'content' in inner));
};

function read(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const request = objectOf(raw['request']) ?? objectOf(raw['body']) ?? raw;
  const inside = request === raw ? '' : `${'request' in raw ? 'request' : 'body'}.`;
  const exchange = newExchange();
  if (request['system'] !== undefined && request['system'] !== null) {
    const fault = readMessage({ role: 'system', content: request['system'] }, `${inside}system`, exchange);
    if (fault !== undefined) return { fault };
  }
  const fault = readMessages(request['messages'], `${inside}messages`, exchange);
  if (fault !== undefined) return { fault };
  const response = objectOf(raw['response']) ?? objectOf(raw['message']) ?? (isMessage(raw) ? raw : undefined);
  exchange.replyFrom = exchange.turns.length;
  if (response !== undefined && 'content' in response) {
    // The message's usage is the row's: it is the one call.
    const wrong = readMessage({ ...response, role: 'assistant', usage: undefined }, 'response', exchange);
    if (wrong !== undefined) return { fault: wrong };
  } else if (response === undefined) exchange.replyFrom = trailingReply(exchange);
  else addEmptyReply(exchange);
  exchange.usage.push(...usageIn(response?.['usage'], response === raw ? undefined : raw['usage']));
  const metadata = objectOf(request['metadata']) ?? {};
  setLineage(exchange, {
    id: [raw['id'], raw['request_id'], response?.['id']],
    at: [raw['at'], raw['timestamp'], raw['created_at']],
    session: [raw['session'], raw['session_id'], raw['conversation_id']],
    user: [raw['user'], raw['user_id'], metadata['user_id']],
    model: [response?.['model'], request['model']],
    pt: [raw['pt']],
    latencyMs: [raw['latency_ms'], raw['total_cost_time']],
  });
  setFeedback(exchange, raw);
  return exchange;
}

function detect(raw: Fields): boolean {
  const request = objectOf(raw['request']) ?? objectOf(raw['body']);
  if (isMessage(raw['response']) || (request !== undefined && isMessage(raw['message']))) return Array.isArray((request ?? raw)['messages']);
  return Array.isArray(raw['messages']) && raw['type'] === 'message';
}

/** A request to Anthropic's messages API with its response. */
export const anthropic: RowFormat = exchangeFormat({ name: 'anthropic', needs: "{request: {system, messages}, response: {type: 'message', content}}", detect, read });
