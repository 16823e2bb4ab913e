import type { InputFault } from '../../errors/input-error.ts';
import { storableText } from '../content.ts';
import { describeFound } from '../found.ts';
import { noFinds, readContent, readResult } from './content.ts';
import type { ContentFinds } from './content.ts';
import type { Exchange, Role, Turn } from './exchange.ts';
import { objectOf, unwrapJson } from './fields.ts';
import { readCall } from './tool-calls.ts';

const roles: ReadonlyMap<string, Role> = new Map(Object.entries({
  system: 'system', developer: 'developer', user: 'user', human: 'user', assistant: 'assistant', ai: 'assistant', model: 'assistant',
  bot: 'assistant', gpt: 'assistant', tool: 'tool', function: 'tool', tool_result: 'tool', ipython: 'tool', observation: 'tool',
}));

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
  const role = roles.get(given) ?? roles.get(given.toLowerCase());
  const said = withMedia(message, message['content'] ?? message['parts'] ?? message['value']);
  const blocks: unknown[] = role === 'assistant' && Array.isArray(said) ? said : [];
  const after = blocks.findLastIndex(isResult) + 1;
  if (after > 0 && after < blocks.length) {
    // What is said after the result of a tool that the platform ran is a step of its own.
    const { usage, response_usage, ...before } = message;
    return readMessage({ ...before, role, content: blocks.slice(0, after) }, field, into) ?? readMessage({ role, content: blocks.slice(after), usage, response_usage }, field, into);
  }
  const finds = noFinds();
  const content = role === 'tool' ? readResult(said ?? message['output'] ?? message['result'], finds) : readContent(said, finds);
  if (content === undefined) return { field: `${field}.content`, found: describeFound(message['content']), expected: 'a text, a list of content blocks or null' };
  if (role === undefined) into.flags.add('other_roles');
  count(finds, into);
  const turn = assemble(message, role ?? 'assistant', content, finds, into.flags);
  // Who speaks is the role in logs of several agents ("Orchestrator (-> WebSurfer)").
  if (role === undefined) turn.name ??= storableText(given);
  const returned = finds.blocks.filter(isResult).map((block) => toolResult(block, into));
  const empty = turn.text === '' && turn.calls === undefined && turn.reasoning === undefined;
  if (role === 'user') into.turns.push(...returned, ...(empty && returned.length > 0 ? [] : [turn]));
  else into.turns.push(...(empty && returned.length > 0 ? [] : [turn]), ...returned);
  return undefined;
}

const isResult = (block: unknown): boolean => {
  const fields = objectOf(block);
  return fields !== undefined && ('tool_use_id' in fields || String(fields['type']).endsWith('tool_result'));
};

/** The content of a message with the audio and the images that a model's reply holds beside it. */
function withMedia(message: Record<string, unknown>, content: unknown): unknown {
  const { audio, images } = message;
  const spoken = typeof audio === 'object' && audio !== null ? [{ ...audio, type: 'audio' }] : [];
  const shown = Array.isArray(images) ? images.map(() => ({ type: 'image' })) : [];
  return spoken.length + shown.length === 0 ? content : [content ?? '', ...spoken, ...shown];
}

function assemble(message: Record<string, unknown>, role: Role, content: string, finds: ContentFinds, flags: Set<string>): Turn {
  const turn: Turn = { role, text: content === '' && typeof message['refusal'] === 'string' ? storableText(message['refusal']) : content };
  const thought = message['reasoning_content'] ?? message['reasoning'];
  if (typeof thought === 'string' && thought !== '') finds.reasoning.unshift(storableText(thought));
  if (finds.reasoning.length > 0) turn.reasoning = finds.reasoning.join('\n\n');
  const rawCalls = [
    ...callsIn(message['tool_calls']),
    ...callsIn(message['function_call']),
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
  const usage = unwrapJson(message['usage'] ?? message['response_usage']);
  if (typeof usage === 'object' && usage !== null) turn.usage = usage;
  return turn;
}

/** Calls may have been logged as their JSON text; what is none of them stays in the list, to be flagged. */
function callsIn(given: unknown): unknown[] {
  const calls = unwrapJson(given);
  if (calls === undefined || calls === null || calls === '') return [];
  return Array.isArray(calls) ? calls : [calls];
}

function toolResult(block: Record<string, unknown>, into: Sink): Turn {
  return {
    role: 'tool',
    text: resultText(block['content'] ?? block['output'] ?? block['result'], into),
    ...(typeof block['tool_use_id'] === 'string' && { callId: storableText(block['tool_use_id']) }),
    ...(typeof block['is_error'] === 'boolean' && { isError: block['is_error'] }),
  };
}

/** The text of what a tool returned; what it holds besides is counted. */
export function resultText(result: unknown, into: Pick<Exchange, 'modalities'>): string {
  const finds = noFinds();
  const text = readResult(result, finds);
  count(finds, into);
  return text;
}

function count({ modalities }: ContentFinds, into: Pick<Exchange, 'modalities'>): void {
  for (const [kind, n] of Object.entries(modalities)) into.modalities[kind] = (into.modalities[kind] ?? 0) + n;
}
