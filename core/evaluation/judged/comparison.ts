import { contentHash } from '../../identity/content-hash.ts';
import type { Message, ToolCall } from '../../interaction/message.ts';
import type { JudgeCall } from './judge-call.ts';
import { pairwiseCalls, readPairing, type ShownReply } from './pairwise.ts';

/** A reply of one side; `error` is the code of what stands in its place. */
export type PairReply = { text: string; toolCalls: readonly ToolCall[] | null; error: string | null };

/** Two replies to one repeat of a case, ready to be held against each other. */
export type PairToCompare = {
  caseId: string;
  repeat: number;
  /** Hash of what is asked and by what it is compared. */
  content: string;
  messages: readonly Message[];
  expected: string;
  /** Of the champion or of the best recent release; null while it has not answered. */
  reference: PairReply | null;
  candidate: PairReply | null;
};

/** Whose judgement is asked for: under another name, model or prompt the same question is another one. */
export type PairJudge = { agent: string; model: string; promptVersion: string };

/** One order of a pair. Its key is all that the answer may depend on, so no cycle asks it again. */
export type PairQuestion = { key: string; content: string; call: JudgeCall };

export type Comparison =
  /** A side has not answered yet. */
  | { state: 'unanswered' }
  /** An error stands in the place of a reply. */
  | { state: 'no_reply' }
  /** To the letter: a tie, and nobody needs to be asked. */
  | { state: 'identical' }
  | { state: 'open'; forward: PairQuestion; backward: PairQuestion };

/** What it takes to compare a pair. */
export function comparisonOf({ content, messages, expected, reference, candidate }: PairToCompare, judge: PairJudge): Comparison {
  if (!reference || !candidate) return { state: 'unanswered' };
  if (reference.error !== null || candidate.error !== null) return { state: 'no_reply' };
  const [one, other] = [shown(reference), shown(candidate)];
  if (JSON.stringify(one) === JSON.stringify(other)) return { state: 'identical' };
  const [forward, backward] = pairwiseCalls({ messages, champion: one, candidate: other, ...readPairing(expected) });
  const question = (first: ShownReply, second: ShownReply, call: JudgeCall): PairQuestion =>
    ({ key: contentHash('comparison', judge.agent, judge.model, judge.promptVersion, content, first, second), content, call });
  return { state: 'open', forward: question(one, other, forward), backward: question(other, one, backward) };
}

/** Ids of calls are drawn anew each time, and say nothing. */
const shown = ({ text, toolCalls }: PairReply): ShownReply =>
  toolCalls === null || toolCalls.length === 0 ? text : { text, calls: toolCalls.map(({ function: { name, arguments: given } }) => ({ name, arguments: given })) };
