import type { InputFault } from '../../errors/input-error.ts';
import { storableText } from '../content.ts';
import { noFinds, readContent } from '../exchange/content.ts';
import type { Exchange, Role, Turn } from '../exchange/exchange.ts';
import { addEmptyReply, newExchange, objectOf, setFeedback, setLineage, textOf, usageIn } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessage, resultText } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import { readCall } from '../exchange/tool-calls.ts';
import { describeFound } from '../found.ts';
import type { RowFormat } from './format.ts';

/**
 * One item of `input` or `output`: a message, a call, a call's output, a thought, or a tool of the platform itself. What
 * the agent says in several items is one turn until something else comes between, as in the chat API.
 *
 * @param from where the turns of the list begin
 */
function readItem(raw: unknown, field: string, exchange: Exchange, role: Role, from: number): InputFault | undefined {
  if (typeof raw === 'string') return readMessage({ content: raw }, field, exchange, role);
  const item = objectOf(raw);
  if (item === undefined) return { field, found: describeFound(raw), expected: 'a message or an item with a type' };
  const type = typeof item['type'] === 'string' ? item['type'] : 'message';
  if (type === 'message' || 'role' in item) {
    const fault = readMessage(item, field, exchange);
    if (fault !== undefined) return fault;
  } else if (type === 'reasoning') {
    const finds = noFinds();
    readContent([item], finds);
    if (finds.reasoning.length > 0) exchange.turns.push({ role: 'assistant', text: '', reasoning: finds.reasoning.join('\n\n') });
  } else if (type.endsWith('_output') || type === 'mcp_call_result') {
    const isError = item['status'] === 'failed' || item['status'] === 'incomplete' ? true : undefined;
    const callId = textOf(item['call_id']);
    exchange.turns.push({ role: 'tool', text: resultText(item['output'], exchange), ...(callId !== undefined && { callId }), ...(isError !== undefined && { isError }) });
  } else if (type.endsWith('_call')) {
    const call = readCall({ name: type.slice(0, -'_call'.length), arguments: item['action'] ?? item['queries'] ?? item['code'], ...item, id: item['call_id'] ?? item['id'] }, exchange.flags);
    if (call === undefined) return { field: `${field}.name`, found: describeFound(item['name']), expected: "a tool's name" };
    exchange.turns.push({ role: 'assistant', text: '', calls: [call] });
    joinLast(exchange.turns, from);
    exchange.turns.push(...answeredByPlatform(item, type, call.id, exchange));
  } else {
    exchange.flags.add('unknown_items');
  }
  joinLast(exchange.turns, from);
  return undefined;
}

/** Makes one of the last two turns where the agent says both; two texts stay two. */
function joinLast(turns: Turn[], from: number): void {
  const [first, second] = [turns.at(-2), turns.at(-1)];
  if (turns.length < from + 2 || first?.role !== 'assistant' || second?.role !== 'assistant' || (first.text !== '' && second.text !== '')) return;
  const calls = [...(first.calls ?? []), ...(second.calls ?? [])];
  const reasoning = [first.reasoning, second.reasoning].filter((thought) => thought !== undefined).join('\n\n');
  turns.splice(-2, 2, { ...first, ...second, text: first.text + second.text, ...(calls.length > 0 && { calls }), ...(reasoning !== '' && { reasoning }) });
}

/** Tools of the platform carry their result, or only how they ended. */
function answeredByPlatform(item: Fields, type: string, callId: string | undefined, exchange: Exchange): Turn[] {
  if (type === 'function_call' || type === 'custom_tool_call') return [];
  const ended = item['status'];
  const failed = ended === 'failed' || (item['error'] !== undefined && item['error'] !== null);
  if (!failed && ended !== 'completed' && item['output'] === undefined) return [];
  return [{ role: 'tool', text: resultText(item['output'] ?? item['results'], exchange), isError: failed, ...(callId !== undefined && { callId }) }];
}

function readItems(list: unknown, field: string, exchange: Exchange, role: Role): InputFault | undefined {
  if (typeof list === 'string') return readMessage({ content: list }, field, exchange, role);
  if (!Array.isArray(list)) return { field, found: describeFound(list), expected: 'a text or a list of items' };
  const from = exchange.turns.length;
  for (const [index, item] of list.entries()) {
    const fault = readItem(item, `${field}[${index}]`, exchange, role, from);
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
  const fault = input === undefined || input === null ? undefined : readItems(input, 'input', exchange, 'user');
  if (fault !== undefined) return { fault };
  exchange.replyFrom = exchange.turns.length;
  const output = response['output'] ?? raw['output'] ?? response['output_text'];
  const wrong = output === undefined || output === null ? undefined : readItems(output, 'output', exchange, 'assistant');
  if (wrong !== undefined) return { fault: wrong };
  // A response without output is a call that failed or was cut off.
  if (exchange.replyFrom > 0 && exchange.turns.length === exchange.replyFrom && ('response' in raw || raw['object'] === 'response')) addEmptyReply(exchange);
  if (exchange.turns.length === 0) return { fault: { field: 'input', found: describeFound(input), expected: 'a text or a list of items' } };
  exchange.usage.push(...usageIn(response['usage']));
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
