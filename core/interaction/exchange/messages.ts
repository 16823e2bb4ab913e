import type { InputFault } from '../../errors/input-error.ts';
import { storableText } from '../content.ts';
import { describeFound } from '../found.ts';
import { noFinds, readContent } from './content.ts';
import type { ContentFinds } from './content.ts';
import type { Exchange, Role, Turn } from './exchange.ts';
import { readCall } from './tool-calls.ts';

const roles: Readonly<Record<string, Role>> = {
  system: 'system', developer: 'developer', user: 'user', human: 'user', assistant: 'assistant', ai: 'assistant', model: 'assistant',
  bot: 'assistant', gpt: 'assistant', tool: 'tool', function: 'tool', tool_result: 'tool', ipython: 'tool', observation: 'tool',
};

type Sink = Pick<Exchange, 'turns' | 'modalities' | 'flags'>;

/** Adds the turns of a list of messages; the fault of the first that is none. `field` names the list in faults. */
export function readMessages(list: unknown, field: string, into: Sink): InputFault | undefined {
  if (!Array.isArray(list)) return { field, found: describeFound(list), expected: 'a list of messages' };
  for (const [index, message] of list.entries()) {
    const fault = readMessage(message, `${field}[${index}]`, into);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Adds the turns of one message: several where it holds tool results as blocks. */
export function readMessage(raw: unknown, field: string, into: Sink, roleIfNone?: Role): InputFault | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { field, found: describeFound(raw), expected: 'a message {role, content}' };
  const message = raw as Record<string, unknown>;
  const given = message['role'] ?? message['from'] ?? roleIfNone;
  if (typeof given !== 'string' || given === '') return { field: `${field}.role`, found: describeFound(given), expected: 'the name of a role' };
  const role = roles[given] ?? roles[given.toLowerCase()];
  const finds = noFinds();
  const content = readContent(message['content'] ?? message['parts'] ?? message['value'], finds);
  if (content === undefined) return { field: `${field}.content`, found: describeFound(message['content']), expected: 'a text, a list of content blocks or null' };
  if (role === undefined) into.flags.add('other_roles');
  count(finds, into);
  const turn = assemble(message, role ?? 'assistant', content, finds, into.flags);
  // Who speaks is the role in logs of several agents ("Orchestrator (-> WebSurfer)").
  if (role === undefined) turn.name ??= storableText(given);
  const results = finds.blocks.filter((block) => 'tool_use_id' in block || String(block['type']).endsWith('tool_result')).map((block) => toolResult(block, into));
  const empty = turn.text === '' && turn.calls === undefined && turn.reasoning === undefined;
  if (role === 'user') into.turns.push(...results, ...(empty && results.length > 0 ? [] : [turn]));
  else into.turns.push(...(empty && results.length > 0 ? [] : [turn]), ...results);
  return undefined;
}

function assemble(message: Record<string, unknown>, role: Role, content: string, finds: ContentFinds, flags: Set<string>): Turn {
  const turn: Turn = { role, text: content === '' && typeof message['refusal'] === 'string' ? storableText(message['refusal']) : content };
  const thought = message['reasoning_content'] ?? message['reasoning'];
  if (typeof thought === 'string' && thought !== '') finds.reasoning.unshift(storableText(thought));
  if (finds.reasoning.length > 0) turn.reasoning = finds.reasoning.join('\n\n');
  const rawCalls = [
    ...(Array.isArray(message['tool_calls']) ? (message['tool_calls'] as unknown[]) : []),
    ...(message['function_call'] === undefined || message['function_call'] === null ? [] : [message['function_call']]),
    ...finds.blocks.filter(({ type }) => String(type).endsWith('tool_use')),
  ];
  if (rawCalls.length > 0) {
    const calls = rawCalls.flatMap((raw) => readCall(raw, flags) ?? []);
    if (calls.length < rawCalls.length) flags.add('broken_tool_calls');
    if (calls.length > 0) turn.calls = calls;
  }
  const callId = message['tool_call_id'] ?? message['call_id'];
  if (typeof callId === 'string') turn.callId = storableText(callId);
  if (typeof message['name'] === 'string' && message['name'] !== '') turn.name = storableText(message['name']);
  const isError = message['is_error'] ?? message['isError'] ?? (message['status'] === 'error' ? true : undefined);
  if (typeof isError === 'boolean') turn.isError = isError;
  const usage = message['usage'] ?? message['response_usage'];
  if (typeof usage === 'object' && usage !== null) turn.usage = usage;
  return turn;
}

function toolResult(block: Record<string, unknown>, into: Sink): Turn {
  const finds = noFinds();
  const text = readContent(block['content'] ?? block['output'] ?? block['result'], finds) ?? '';
  count(finds, into);
  return {
    role: 'tool',
    text,
    ...(typeof block['tool_use_id'] === 'string' && { callId: storableText(block['tool_use_id']) }),
    ...(typeof block['is_error'] === 'boolean' && { isError: block['is_error'] }),
  };
}

function count({ modalities }: ContentFinds, into: Sink): void {
  for (const [kind, n] of Object.entries(modalities)) into.modalities[kind] = (into.modalities[kind] ?? 0) + n;
}
