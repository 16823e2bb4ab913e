import type { Message } from '../interaction/message.ts';

/** The chat that a candidate is asked with: its own system prompt and examples, then the conversation without its old system text. */
export function candidateChat(candidate: { system_prompt: string | null; examples: readonly Message[] }, messages: readonly Message[]): Message[] {
  const system: Message[] = candidate.system_prompt ? [{ role: 'system', content: candidate.system_prompt }] : [];
  return [...system, ...candidate.examples, ...messages.filter((message) => message.role !== 'system' && message.role !== 'developer')];
}
