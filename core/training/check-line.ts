import { estimateTokens } from '../balancing/token-estimate.ts';

/** Why a line is not a training example: a code, safe to be shown anywhere. */
export type LineFault =
  | 'not_json' | 'no_messages' | 'unknown_role' | 'content_not_text' | 'last_not_assistant' | 'empty_reply' | 'no_user_message'
  | 'tool_name' | 'tool_arguments' | 'tool_call_unknown' | 'tool_call_unanswered' | 'message_weight' | 'row_weight' | 'too_long';

export type LineLimits = { weights: 'rows' | 'copies'; contextTokens: number };

export type CheckedLine = { faults: LineFault[]; tokens: number };

type Fields = Record<string, unknown>;
const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool']);
/** Beside its text, as in OpenAI's own counting recipe. */
const tokensPerMessage = 3;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** One line of a chat file as a trainer sees it: roles, tool calls, weights, length; tokens are estimated. */
export function checkLine(text: string, limits: LineLimits): CheckedLine {
  const row = parse(text);
  if (!isFields(row)) return { faults: ['not_json'], tokens: 0 };
  const messages = listOf(row['messages']);
  if (messages.length === 0 || !messages.every(isFields)) return { faults: ['no_messages'], tokens: 0 };
  const tokens = messages.reduce((sum, message) => sum + tokensOf(message), 0);
  const faults = new Set<LineFault>(messages.flatMap((message) => messageFaults(message, limits)));
  const last = messages.at(-1);
  if (last?.['role'] !== 'assistant') faults.add('last_not_assistant');
  else if (!hasText(last['content']) && listOf(last['tool_calls']).length === 0) faults.add('empty_reply');
  if (!messages.some(({ role }) => role === 'user')) faults.add('no_user_message');
  for (const fault of toolOrderFaults(messages)) faults.add(fault);
  if (!rowWeightIsFine(row['weight'], limits)) faults.add('row_weight');
  if (tokens > limits.contextTokens) faults.add('too_long');
  return { faults: [...faults], tokens };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageFaults(message: Fields, { weights }: LineLimits): LineFault[] {
  const { role, content, weight } = message;
  const faults: LineFault[] = [];
  if (typeof role !== 'string' || !roles.has(role)) faults.push('unknown_role');
  const absent = content === undefined || content === null;
  if (!absent && typeof content !== 'string' && !Array.isArray(content)) faults.push('content_not_text');
  // Only a call of tools may stand without words; a tool may well answer with nothing.
  if (absent && listOf(message['tool_calls']).length === 0) faults.push('content_not_text');
  if (weight !== undefined && (role !== 'assistant' || weights === 'rows' || (weight !== 0 && weight !== 1))) faults.push('message_weight');
  for (const call of listOf(message['tool_calls'])) {
    const called = isFields(call) && isFields(call['function']) ? call['function'] : {};
    const { name, arguments: given } = called;
    if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) faults.push('tool_name');
    if (typeof given !== 'string' || !isFields(parse(given))) faults.push('tool_arguments');
  }
  return faults;
}

/** A tool answers a call that was made, and a call is answered before the talk goes on; the last one may stand open. */
function toolOrderFaults(messages: readonly Fields[]): LineFault[] {
  const faults: LineFault[] = [];
  let open = new Set<unknown>();
  for (const { role, tool_calls: calls, tool_call_id: id } of messages) {
    if (role === 'tool') {
      if (!open.delete(id)) faults.push('tool_call_unknown');
      continue;
    }
    if (open.size > 0) faults.push('tool_call_unanswered');
    open = new Set(listOf(calls).map((call) => (isFields(call) ? call['id'] : undefined)));
  }
  return faults;
}

function rowWeightIsFine(weight: unknown, { weights }: LineLimits): boolean {
  if (weight === undefined) return true;
  return weights === 'rows' && typeof weight === 'number' && Number.isFinite(weight) && weight > 0;
}

const hasText = (content: unknown): boolean => (typeof content === 'string' ? content.trim() !== '' : Array.isArray(content) && content.length > 0);

function tokensOf({ content, tool_calls: calls }: Fields): number {
  const texts = typeof content === 'string' ? content : listOf(content).map((part) => (isFields(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
  return tokensPerMessage + estimateTokens(texts) + (calls === undefined ? 0 : estimateTokens(JSON.stringify(calls)));
}
