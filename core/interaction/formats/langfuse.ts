import type { InputFault } from '../../errors/input-error.ts';
import type { Exchange, Role } from '../exchange/exchange.ts';
import { addEmptyReply, instantOf, newExchange, numberOf, objectOf, setLineage, textOf, unwrapJson, usageIn } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessage, readMessages } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import type { RowFormat } from './format.ts';

/** Input or output of an observation: messages, an object that holds them, one message, or any value as text. */
function readSide(given: unknown, field: string, exchange: Exchange, role: Role): InputFault | undefined {
  const value = unwrapJson(given);
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.some((one) => objectOf(one)?.['role'] !== undefined)) return readMessages(value, field, exchange);
  const inner = objectOf(value);
  if (inner?.['messages'] !== undefined) return readMessages(inner['messages'], `${field}.messages`, exchange);
  const choice = Array.isArray(inner?.['choices']) ? objectOf((inner['choices'] as unknown[])[0])?.['message'] : undefined;
  const message = choice ?? (inner !== undefined && ('role' in inner || 'content' in inner || 'tool_calls' in inner) ? inner : undefined);
  if (message !== undefined) return readMessage(message, field, exchange, role);
  return readMessage({ content: typeof value === 'string' ? value : JSON.stringify(value) }, field, exchange, role);
}

function read(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const exchange = newExchange();
  const fault = readSide(raw['input'], 'input', exchange, 'user');
  if (fault !== undefined) return { fault };
  exchange.replyFrom = exchange.turns.length;
  const wrong = readSide(raw['output'], 'output', exchange, 'assistant');
  if (wrong !== undefined) return { fault: wrong };
  // An observation may come without its output; only a failed call is known to have given none.
  if (exchange.turns.length === exchange.replyFrom && exchange.replyFrom > 0 && raw['level'] === 'ERROR') addEmptyReply(exchange);
  if (exchange.turns.length === 0) return { fault: { field: 'input', found: 'nothing', expected: 'a text or messages' } };
  // The same figures in the old spelling and the new one.
  exchange.usage.push(...usageIn(raw['usageDetails'] ?? raw['usage_details'] ?? raw['usage']));
  const [from, to] = [instantOf(raw['startTime'], raw['start_time']), instantOf(raw['endTime'], raw['end_time'])];
  const seconds = numberOf(raw['latency']);
  setLineage(exchange, {
    id: [raw['id']],
    at: [raw['startTime'], raw['start_time'], raw['timestamp']],
    session: [raw['sessionId'], raw['session_id']],
    user: [raw['userId'], raw['user_id']],
    model: [raw['model'], raw['providedModelName'], raw['provided_model_name']],
    latencyMs: [from !== undefined && to !== undefined && to >= from ? to.getTime() - from.getTime() : undefined, seconds === undefined ? undefined : seconds * 1000],
  });
  if (raw['level'] === 'ERROR' && textOf(raw['statusMessage'], raw['status_message']) !== undefined) exchange.flags.add('observation_error');
  return exchange;
}

/** Raw observations as Langfuse exports them. */
export const langfuse: RowFormat = exchangeFormat({
  name: 'langfuse',
  needs: '{traceId, type, input, output}',
  detect: (raw) => ('traceId' in raw || 'trace_id' in raw) && 'input' in raw && 'output' in raw,
  read,
});
