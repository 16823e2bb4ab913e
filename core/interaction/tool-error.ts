import { toolOutcome } from '../tools/outcome.ts';
import type { Message } from './message.ts';

/** Failed tool results since the user last spoke: what came before belongs to earlier exchanges. */
export function countToolErrors(messages: readonly Message[]): number {
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  return messages.slice(lastUser + 1).filter((message) => message.role === 'tool' && toolOutcome(message.content).outcome === 'fail').length;
}
