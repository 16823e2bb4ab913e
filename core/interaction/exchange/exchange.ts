import type { InputFault } from '../../errors/input-error.ts';
import type { RawFeedback } from '../formats/format.ts';

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

export type Call = { id?: string; name: string; /** As it was logged: a JSON string where the log was right. */ arguments: string };

/** One message of any log. */
export type Turn = {
  role: Role;
  text: string;
  /** What the model thought before it spoke, where the log says so. */
  reasoning?: string;
  calls?: Call[];
  /** Of a tool's result: which call it answers. */
  callId?: string;
  /** The tool's name, or who spoke where several agents do. */
  name?: string;
  /** Of a tool's result: the log's own flag. */
  isError?: boolean;
  /** Tokens that the message reports for its own call. */
  usage?: unknown;
};

/** One logged exchange in terms that all formats share: everything that happened, the reply at the end. */
export type Exchange = {
  id?: string;
  at?: Date;
  session?: string;
  user?: string;
  model?: string;
  /** Date bucket. */
  pt?: string;
  latencyMs?: number;
  turns: Turn[];
  /** Where the reply begins in `turns`: an empty one where the agent gave nothing; their length when the log does not say what it gave. */
  replyFrom: number;
  /** Reports of tokens for the row as a whole, wherever the format puts them. */
  usage: unknown[];
  /** What was not text, by kind: image, audio, video, file. */
  modalities: Record<string, number>;
  /** Oddities that did not cost the row, e.g. `broken_tool_arguments`. */
  flags: Set<string>;
  feedback?: RawFeedback;
  /** What its feedback says that cannot be read: analysis goes on without it, import tells. */
  wrongFeedback?: InputFault;
  /** Log probabilities of the reply's tokens, `{content: [...]}` as the OpenAI API has them. */
  logprobs?: unknown;
};
