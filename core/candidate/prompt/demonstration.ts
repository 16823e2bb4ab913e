import type { Message } from '../../interaction/message.ts';

/** A verified exchange that may be shown in a prompt. */
export type Demonstration = { id: string; intent: string; question: string; reply: string };

/** Demonstrations as the messages of a candidate: question and reply, one after the other. */
export const examplesOf = (shown: readonly Demonstration[]): Message[] =>
  shown.flatMap(({ question, reply }): Message[] => [
    { role: 'user', content: question },
    { role: 'assistant', content: reply },
  ]);
