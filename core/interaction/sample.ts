import type { Message } from './message.ts';

/** An example that the present model was trained on, as it is brought along on the first day. */
export type ImportedSample = {
  key: string;
  messages: Message[];
  /** The last assistant message: what the model learned to answer. */
  reply: string;
  intent?: string;
};
