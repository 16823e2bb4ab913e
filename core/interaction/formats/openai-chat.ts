import type { InputFault } from '../../errors/input-error.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { addEmptyReply, newExchange, objectOf, setFeedback, setLineage, usageIn } from '../exchange/fields.ts';
import { readMessage, readMessages } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import { describeFound } from '../found.ts';
import { readChoices } from './agent-row.ts';
import type { JsonObject, RowFormat } from './format.ts';

/** Everything in the row, with the roles and blocks that the API itself would refuse. */
function read(raw: JsonObject): ReturnType<NonNullable<RowFormat['read']>> {
  const request = objectOf(raw['request']);
  if (request === undefined) return { fault: { field: 'request', found: describeFound(raw['request']), expected: 'an object {model, messages}' } };
  const exchange = newExchange();
  const fault = readMessages(request['messages'], 'request.messages', exchange);
  if (fault !== undefined) return { fault };
  exchange.replyFrom = exchange.turns.length;
  const wrong = readResponse(raw['response'], exchange);
  if (wrong !== undefined) return { fault: wrong };
  const response = objectOf(raw['response']);
  exchange.usage.push(...usageIn(response?.['usage'], raw['usage']));
  setLineage(exchange, {
    id: [raw['id'], response?.['id']],
    at: [raw['timestamp'], raw['at'], response?.['created']],
    session: [raw['session'], raw['session_id'], raw['workload_id'] === undefined ? raw['client_id'] : undefined],
    user: [raw['user'], request['user']],
    model: [response?.['model'], request['model']],
    pt: [raw['pt']],
    latencyMs: [raw['latency_ms'], raw['total_cost_time']],
  });
  setFeedback(exchange, raw);
  return exchange;
}

/** Adds the reply. A response that is null or holds none is a failed call; without one, nobody knows. */
function readResponse(response: unknown, exchange: Exchange): InputFault | undefined {
  const fields = typeof response === 'string' ? { content: response } : objectOf(response);
  if (fields?.['choices'] !== undefined && fields['choices'] !== null) return readChoices(fields['choices'], 'response.choices', exchange);
  const message = objectOf(fields?.['message']) ?? (fields !== undefined && 'content' in fields ? fields : undefined);
  if (message !== undefined) return readMessage({ ...message, role: 'assistant' }, 'response', exchange);
  if (response !== undefined) addEmptyReply(exchange);
  return undefined;
}

/** A request to the OpenAI chat API with its response; also NVIDIA's flywheel record. */
export const openaiChat: RowFormat = exchangeFormat({
  name: 'openai-chat',
  needs: '{request: {messages}, response}',
  detect: (raw) => 'request' in raw || (typeof raw['response'] === 'object' && raw['response'] !== null),
  read,
});
