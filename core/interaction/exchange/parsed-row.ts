import type { InputFault } from '../../errors/input-error.ts';
import { toolOutcome } from '../../tools/outcome.ts';
import { sumUsage } from '../../usage/sum.ts';
import type { JsonObject, ParsedRow, RowFormat } from '../formats/format.ts';
import { marginOf } from '../margin.ts';
import type { Message } from '../message.ts';
import type { Exchange, Turn } from './exchange.ts';

/** The name that the chat API takes: other signs become `_`; a placeholder is one by its letters. */
const apiName = (name: string): string => name.replace(/^\[([A-Z_]+)\]$/, '$1').replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64);

function messageOf(turn: Turn): Message {
  return {
    role: turn.role,
    content: turn.text,
    ...(turn.calls !== undefined && { tool_calls: turn.calls.map(({ id, name, arguments: given }) => ({ ...(id !== undefined && { id }), type: 'function' as const, function: { name, arguments: given } })) }),
    ...(turn.callId !== undefined && { tool_call_id: turn.callId }),
    ...(turn.name !== undefined && { name: apiName(turn.name) }),
  };
}

/** What the agent said in a turn; one that only calls tools is named by them. */
export function spoken(turn: Turn): string {
  if (turn.text !== '' || turn.calls === undefined) return turn.text;
  return `[Tool calls: ${turn.calls.map(({ name }) => name).join(', ')}]`;
}

/** Thoughts are not stored, so that nothing would be left of such a turn. */
const onlyThought = (turn: Turn): boolean => turn.reasoning !== undefined && turn.text === '' && turn.calls === undefined;

const wholeCount = (value: number | undefined): number | undefined => (value === undefined || !Number.isInteger(value) || value >= 2 ** 31 ? undefined : value);

/** The tokens that an exchange reports, each call once. */
export const usageOf = ({ turns, replyFrom, usage }: Exchange) =>
  sumUsage({ calls: turns.flatMap((turn) => turn.usage ?? []), row: usage, replyAmongCalls: turns.slice(replyFrom).some((turn) => turn.usage !== undefined) });

/** An exchange as it is imported. Steps of the reply before its last message count as what went before. */
export function parsedRow(exchange: Exchange): ParsedRow | { fault: InputFault } {
  const { turns, replyFrom, id, at, session, user, model, latencyMs, feedback, wrongFeedback } = exchange;
  if (wrongFeedback !== undefined) return { fault: wrongFeedback };
  const lastIsReply = replyFrom < turns.length && turns.at(-1)?.role === 'assistant';
  const before = (lastIsReply ? turns.slice(0, -1) : turns).filter((turn) => !onlyThought(turn));
  if (before.length === 0) return { fault: { found: 'no message before the reply', expected: 'at least one message' } };
  const tokens = usageOf(exchange);
  const promptTokens = wholeCount(tokens?.prompt);
  const completionTokens = wholeCount(tokens?.completion);
  const lastUser = before.findLastIndex((turn) => turn.role === 'user');
  const toolErrors = before.slice(lastUser + 1).filter((turn) => turn.role === 'tool' && toolOutcome(turn.text, turn.isError).outcome === 'fail').length;
  const margin = marginOf(exchange.logprobs);
  const last = turns.at(-1);
  return {
    kind: 'interaction',
    ...(id !== undefined && { id }),
    interaction: {
      ...(at !== undefined && { at }),
      ...(session !== undefined && { session }),
      ...(user !== undefined && { user }),
      ...(model !== undefined && { model }),
      messages: before.map(messageOf),
      reply: lastIsReply && last !== undefined ? spoken(last) : '',
      ...(promptTokens !== undefined && { promptTokens }),
      ...(completionTokens !== undefined && { completionTokens }),
      ...(latencyMs !== undefined && latencyMs < 2 ** 31 && { latencyMs }),
      ...(margin !== undefined && { margin }),
      ...(toolErrors > 0 && { toolErrors }),
    },
    ...(feedback !== undefined && { feedback }),
  };
}

/** A log format that is read the same way for import and analysis. */
export const exchangeFormat = (format: Pick<RowFormat, 'name' | 'needs' | 'detect'> & { read: (row: JsonObject) => Exchange | { fault: InputFault } }): RowFormat => ({
  ...format,
  parse(row) {
    const read = format.read(row);
    return 'fault' in read ? read : parsedRow(read);
  },
});
