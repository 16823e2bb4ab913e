import type { Demonstration } from '../../student/demonstrations.ts';

export type ChatMessage = { role: string; content?: unknown };

/** The text of a message's content: a string, or the text parts of an array, joined by line ends. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (part as { text?: unknown } | null)?.text)
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** What the student sees of a chat: the last user message, and the user-assistant pairs that come before it. */
export function readConversation(messages: readonly ChatMessage[]): { question: string; demonstrations: Demonstration[] } {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const demonstrations: Demonstration[] = [];
  let asked: string | undefined;
  for (const { role, content } of messages.slice(0, Math.max(0, last))) {
    if (role === 'user') asked = textOf(content);
    if (role === 'assistant' && asked !== undefined) {
      demonstrations.push({ text: asked, reply: textOf(content) });
      asked = undefined;
    }
  }
  return { question: textOf(messages[last]?.content), demonstrations };
}
