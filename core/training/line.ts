import type { Message } from '../interaction/message.ts';

/**
 * One line of a supervised chat file (`{messages}`), with the newline: the agent's system prompt, the chat, the reply to learn.
 *
 * @param weight of the row, for trainers that take one: stands beside `messages`; 1 is left out
 */
export function trainingLine(messages: readonly Message[], reply: string, systemPrompt: string, weight = 1): string {
  const chat = messages.filter((message) => message.role !== 'system' && message.role !== 'developer');
  const system = systemPrompt ? [{ role: 'system', content: systemPrompt }] : [];
  return `${JSON.stringify({ messages: [...system, ...chat, { role: 'assistant', content: reply }], ...(weight !== 1 && { weight }) })}\n`;
}
