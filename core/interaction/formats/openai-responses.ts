import type { InputFault } from '../../errors/input-error.ts';
import { storableText } from '../content.ts';
import { noFinds, readContent } from '../exchange/content.ts';
import type { Exchange, Turn } from '../exchange/exchange.ts';
import { newExchange, objectOf, setFeedback, setLineage, textOf } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessage } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import { readCall } from '../exchange/tool-calls.ts';
import { describeFound } from '../found.ts';
import type { RowFormat } from './format.ts';

const text = (value: unknown): string => (typeof value === 'string' ? storableText(value) : (readContent(value, noFinds()) ?? storableText(JSON.stringify(value ?? ''))));

/** One item of `input` or `output`: a message, a call, a call's output, a thought, or a tool of the platform itself. */
function readItem(raw: unknown, field: string, exchange: Exchange): InputFault | undefined {
  if (typeof raw === 'string') return readMessage({ content: raw }, field, exchange, 'user');
  const item = objectOf(raw);
  if (item === undefined) return { field, found: describeFound(raw), expected: 'a message or an item with a type' };
  const type = typeof item['type'] === 'string' ? item['type'] : 'message';
  if (type === 'message' || 'role' in item) return readMessage(item, field, exchange);
  if (type === 'reasoning') {
    const finds = noFinds();
    readContent([item], finds);
    if (finds.reasoning.length > 0) exchange.turns.push({ role: 'assistant', text: '', reasoning: finds.reasoning.join('\n\n') });
  } else if (type.endsWith('_output') || type === 'mcp_call_result') {
    const isError = item['status'] === 'failed' || item['status'] === 'incomplete' ? true : undefined;
    const callId = textOf(item['call_id']);
    exchange.turns.push({ role: 'tool', text: text(item['output']), ...(callId !== undefined && { callId }), ...(isError !== undefined && { isError }) });
  } else if (type.endsWith('_call')) {
    const call = readCall({ name: type.slice(0, -'_call'.length), arguments: item['action'] ?? item['queries'] ?? item['code'], ...item, id: item['call_id'] ?? item['id'] }, exchange.flags);
    if (call === undefined) return { field: `${field}.name`, found: describeFound(item['name']), expected: "a tool's name" };
    exchange.turns.push({ role: 'assistant', text: '', calls: [call] }, ...answeredByPlatform(item, type, call.id));
  } else {
    exchange.flags.add('unknown_items');
  }
  return undefined;
}

/** Tools of the platform carry their result, or only how they ended. */
function answeredByPlatform(item: Fields, type: string, callId: string | undefined): Turn[] {
  if (type === 'function_call' || type === 'custom_tool_call') return [];
  const ended = item['status'];
  const failed = ended === 'failed' || (item['error'] !== undefined && item['error'] !== null);
  if (!failed && ended !== 'completed' && item['output'] === undefined) return [];
  return [{ role: 'tool', text: text(item['output'] ?? item['results'] ?? ''), isError: failed, ...(callId !== undefined && { callId }) }];
}

function readItems(list: unknown, field: string, exchange: Exchange): InputFault | undefined {
  if (typeof list === 'string') return readMessage({ content: list }, field, exchange, 'user');
  if (!Array.isArray(list)) return { field, found: describeFound(list), expected: 'a text or a list of items' };
  for (const [index, item] of list.entries()) {
    const fault = readItem(item, `${field}[${index}]`, exchange);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function read(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const request = objectOf(raw['request']) ?? objectOf(raw['body']) ?? raw;
  const response = objectOf(raw['response']) ?? raw;
  const exchange = newExchange();
  const instructions = request['instructions'] ?? response['instructions'];
  if (typeof instructions === 'string' && instructions !== '') exchange.turns.push({ role: 'system', text: storableText(instructions) });
  const input = request['input'] ?? response['input'] ?? raw['input'];
  const fault = input === undefined || input === null ? undefined : readItems(input, 'input', exchange);
  if (fault !== undefined) return { fault };
  exchange.replyFrom = exchange.turns.length;
  const output = response['output'] ?? raw['output'];
  const wrong = output === undefined || output === null ? undefined : readItems(output, 'output', exchange);
  if (wrong !== undefined) return { fault: wrong };
  if (exchange.turns.length === 0) return { fault: { field: 'input', found: describeFound(input), expected: 'a text or a list of items' } };
  exchange.usage.push(...[response['usage']].filter((usage) => usage !== undefined && usage !== null));
  const conversation = request['conversation'] ?? response['conversation'];
  setLineage(exchange, {
    id: [raw['id'], response['id']],
    at: [raw['at'], raw['timestamp'], response['created_at'], response['created']],
    session: [raw['session'], raw['session_id'], conversation, objectOf(conversation)?.['id']],
    user: [raw['user'], request['user'], request['safety_identifier']],
    model: [response['model'], request['model']],
    pt: [raw['pt']],
    latencyMs: [raw['latency_ms']],
  });
  setFeedback(exchange, raw);
  return exchange;
}

function detect(raw: Fields): boolean {
  const [request, response] = [objectOf(raw['request']) ?? objectOf(raw['body']), objectOf(raw['response'])];
  if (raw['object'] === 'response' || response?.['object'] === 'response') return true;
  return (Array.isArray(response?.['output']) || request !== undefined) && (request !== undefined && 'input' in request && !('messages' in request));
}

/** A log of OpenAI's Responses API: the request's input and the response's output items. */
export const openaiResponses: RowFormat = exchangeFormat({ name: 'openai-responses', needs: "{request: {input}, response: {object: 'response', output}}", detect, read });
