import { contentHash } from '../identity/content-hash.ts';
import type { Message } from '../interaction/message.ts';

/** Without those where one question, in one context, got two right replies: nobody knows which passes. */
export function undisputed<T extends { messages: readonly Message[]; expected: string }>(found: readonly T[]): T[] {
  const asked = Map.groupBy(found, ({ messages }) => contentHash(messages));
  return found.filter(({ messages }) => new Set(asked.get(contentHash(messages))!.map(({ expected }) => expected)).size === 1);
}
