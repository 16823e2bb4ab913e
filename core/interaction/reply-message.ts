import type { Message } from './message.ts';

const onlyCalls = /^\[Tool calls: ([^\]]+)\]$/;

/** The message of a reply as it is stored: of one that only called tools that is their names, see `spoken`. */
export function replyMessage(reply: string): Message {
  const called = onlyCalls.exec(reply)?.[1];
  if (called === undefined) return { role: 'assistant', content: reply };
  return { role: 'assistant', content: '', tool_calls: called.split(', ').map((name) => ({ type: 'function', function: { name, arguments: '{}' } })) };
}
