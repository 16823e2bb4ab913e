import type { Message } from './message.ts';

/**
 * One logged exchange, normalised and redacted: what the store keeps.
 * `key` identifies it within its agent; writing the same key again changes nothing.
 */
export type Interaction = {
  key: string;
  /** When it happened; undefined when the log does not say (the time of storing then stands in). */
  at?: Date;
  /** Pseudonyms (`u_...`, `s_...`), never the raw ids. */
  session?: string;
  user?: string;
  /** The model that answered, as the provider named it. */
  model?: string;
  /** What went in, oldest first, without the reply. */
  messages: Message[];
  /** What came out; empty when the agent gave nothing. */
  reply: string;
  promptTokens?: number;
  completionTokens?: number;
  latencyMs?: number;
  /**
   * How sure the serving model was, 0 (torn) to 1 (sure): the least difference between the two
   * likeliest tokens over the reply. Undefined when the log holds no log probabilities.
   */
  margin?: number;
  /** Tool results of this exchange that reported an error. */
  toolErrors?: number;
};
