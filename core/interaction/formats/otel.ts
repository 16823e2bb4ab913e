import type { InputFault } from '../../errors/input-error.ts';
import { noFinds, readContent } from '../exchange/content.ts';
import type { Exchange, Role } from '../exchange/exchange.ts';
import { addEmptyReply, attributesOfList, newExchange, objectOf, setFeedback, setLineage, textOf, unwrapJson } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { readMessage, resultText } from '../exchange/messages.ts';
import { exchangeFormat } from '../exchange/parsed-row.ts';
import { readCall } from '../exchange/tool-calls.ts';
import { describeFound } from '../found.ts';
import type { RowFormat } from './format.ts';

/** Attributes as an object, as OTLP's list of `{key, value: {stringValue}}`, or at the row itself. */
function attributesOf(raw: Fields): Fields {
  const given = raw['attributes'];
  return { ...raw, ...(Array.isArray(given) ? attributesOfList(given) : objectOf(given)) };
}

/** A message `{role, parts[]}`; results of tools among the parts become turns of their own. */
function readParts(raw: unknown, field: string, exchange: Exchange, roleIfNone: Role): InputFault | undefined {
  const message = objectOf(raw);
  if (message === undefined || !Array.isArray(message['parts'])) return readMessage(typeof raw === 'string' ? { content: raw } : raw, field, exchange, roleIfNone);
  const content: unknown[] = [];
  const calls: unknown[] = [];
  const results: Exchange['turns'] = [];
  for (const part of message['parts'] as unknown[]) {
    const inner = objectOf(part);
    if (inner?.['type'] === 'tool_call') calls.push(inner);
    else if (inner?.['type'] === 'tool_call_response') {
      const callId = textOf(inner['id']);
      results.push({ role: 'tool', text: resultText(inner['response'] ?? inner['result'], exchange), ...(callId !== undefined && { callId }) });
    } else if (inner?.['type'] === 'blob' || inner?.['type'] === 'uri') content.push({ ...inner, type: inner['modality'] ?? 'file' });
    else content.push(part);
  }
  if (content.length > 0 || calls.length > 0 || results.length === 0) {
    const fault = readMessage({ ...message, parts: undefined, content, ...(calls.length > 0 && { tool_calls: calls }) }, field, exchange, roleIfNone);
    if (fault !== undefined) return fault;
  }
  exchange.turns.push(...results);
  return undefined;
}

function readList(value: unknown, field: string, exchange: Exchange, role: Role): InputFault | undefined {
  const list = unwrapJson(value);
  if (list === undefined || list === null) return undefined;
  if (typeof list === 'string') return readMessage({ content: list }, field, exchange, role);
  if (!Array.isArray(list)) return { field, found: describeFound(list), expected: 'a list of messages, or its JSON text' };
  for (const [index, message] of list.entries()) {
    const fault = readParts(message, `${field}[${index}]`, exchange, role);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function read(raw: Fields): ReturnType<NonNullable<RowFormat['read']>> {
  const fields = attributesOf(raw);
  const exchange = newExchange();
  const system = unwrapJson(fields['gen_ai.system_instructions']);
  const instructions = system === undefined || system === null ? '' : (readContent(system, noFinds()) ?? '');
  if (instructions !== '') exchange.turns.push({ role: 'system', text: instructions });
  const fault = readList(fields['gen_ai.input.messages'], 'gen_ai.input.messages', exchange, 'user');
  if (fault !== undefined) return { fault };
  exchange.replyFrom = exchange.turns.length;
  const wrong = readList(fields['gen_ai.output.messages'], 'gen_ai.output.messages', exchange, 'assistant');
  if (wrong !== undefined) return { fault: wrong };
  const output = fields['gen_ai.output.messages'];
  if (output !== undefined && output !== null && exchange.replyFrom > 0 && exchange.turns.length === exchange.replyFrom) addEmptyReply(exchange);
  if (exchange.turns.length === 0) return { fault: { field: 'gen_ai.input.messages', found: 'no message', expected: 'a list of messages, or its JSON text' } };
  toolSpan(fields, exchange);
  const usage = { input_tokens: fields['gen_ai.usage.input_tokens'] ?? fields['gen_ai.usage.prompt_tokens'], output_tokens: fields['gen_ai.usage.output_tokens'] ?? fields['gen_ai.usage.completion_tokens'] };
  exchange.usage.push(usage);
  setLineage(exchange, {
    id: [fields['gen_ai.response.id'], raw['span_id'], raw['spanId'], raw['id']],
    at: [raw['start_time'], raw['startTime'], raw['timestamp'], nanoseconds(raw['startTimeUnixNano'] ?? raw['start_time_unix_nano'])],
    session: [fields['gen_ai.conversation.id'], fields['session.id']],
    user: [fields['user.id'], fields['enduser.id']],
    model: [fields['gen_ai.response.model'], fields['gen_ai.request.model']],
    latencyMs: [raw['duration_ms'], elapsed(raw)],
  });
  setFeedback(exchange, raw);
  return exchange;
}

/** The span of a tool names it in its attributes. */
function toolSpan(fields: Fields, exchange: Exchange): void {
  const name = textOf(fields['gen_ai.tool.name']);
  const call = name === undefined || exchange.turns.some((turn) => turn.calls !== undefined) ? undefined : readCall({ name, id: fields['gen_ai.tool.call.id'], arguments: fields['gen_ai.tool.call.arguments'] }, exchange.flags);
  const last = exchange.turns.at(-1);
  if (call !== undefined && last?.role === 'assistant') last.calls = [call];
}

function nanoseconds(value: unknown): number | undefined {
  const written = textOf(value);
  return written !== undefined && /^\d{16,20}$/.test(written) ? Math.round(Number(written) / 1e6) : undefined;
}

function elapsed(raw: Fields): number | undefined {
  const [from, to] = [nanoseconds(raw['startTimeUnixNano'] ?? raw['start_time_unix_nano']), nanoseconds(raw['endTimeUnixNano'] ?? raw['end_time_unix_nano'])];
  return from === undefined || to === undefined || to < from ? undefined : to - from;
}

const named = (key: string): boolean => key === 'gen_ai.input.messages' || key === 'gen_ai.output.messages';

/** Spans or events of OpenTelemetry's GenAI conventions. */
export const otel: RowFormat = exchangeFormat({
  name: 'otel',
  needs: '{gen_ai.input.messages, gen_ai.output.messages}, also under attributes',
  detect(raw) {
    const { attributes } = raw;
    if (Array.isArray(attributes)) return attributes.some((one) => named(String(objectOf(one)?.['key'])));
    return Object.keys(raw).some(named) || Object.keys(objectOf(attributes) ?? {}).some(named);
  },
  read,
});
