import { z } from 'zod';
import { consistentWinner, type BothOrders, type PairwiseVerdict } from '../../agreement/position.ts';
import type { Message } from '../../interaction/message.ts';
import { readJson } from '../graders/grader.ts';
import { judgeCall, readAnswer, type JudgeCall } from './judge-call.ts';

const schema = z.strictObject({
  /** What to look at; all that makes a reply good without it. */
  criterion: z.string().min(1).optional(),
  /** A good reply: the judge compares with it instead of guessing what is right. */
  reference: z.string().min(1).optional(),
});
export type Pairing = z.infer<typeof schema>;

/**
 * By what a case wants two replies compared: its `expected`, which may be empty.
 * @throws Error that says what is wrong with it
 */
export const readPairing = (expected: string): Pairing => (expected.trim() === '' ? {} : readJson(expected, schema));

/** A reply as a judge is shown it: its text, or its text with the calls of tools. */
export type ShownReply = string | { text: string; calls: { name: string; arguments: string }[] };

/** `champion`: the reply that is there already, of the champion or of the best recent release. */
export type Pair = { messages: readonly Message[]; champion: ShownReply; candidate: ShownReply } & Pairing;

const verdicts = ['first', 'second', 'tie'] as const;

/** Which of two replies is better, asked in both orders: the champion's first, then the candidate's first. */
export const pairwiseCalls = ({ messages, champion, candidate, criterion, reference }: Pair): [JudgeCall, JudgeCall] => {
  const call = (first: ShownReply, second: ShownReply): JudgeCall =>
    judgeCall(
      [
        'You compare two replies of assistants to the same conversation.',
        criterion === undefined ? 'Say which one helps the user better: right, complete, to the point.' : 'Say which one meets the criterion better, and look at nothing else.',
        ...(reference === undefined ? [] : ['The reference is a good reply. Neither needs to use its words.']),
        'The order in which they stand says nothing, nor does their length. Where neither is better, say "tie".',
      ],
      { ...(criterion !== undefined && { criterion }), ...(reference !== undefined && { reference }), conversation: messages, first, second },
      { name: 'comparison', field: 'better', values: verdicts },
    );
  return [call(champion, candidate), call(candidate, champion)];
};

/** What the judge says of one order; null where it cannot be read. */
export const readComparison = (answer: string): PairwiseVerdict => readAnswer(answer, 'better', verdicts);

/**
 * What the pair is worth to either side, forward being the order with the champion first: 1 and 0 for a winner in both orders, a
 * half each for a tie or a verdict that follows the place. Null where an answer cannot be read.
 */
export function pairwiseScores(orders: BothOrders): { champion: number; candidate: number } | null {
  if (orders.forward === null || orders.backward === null) return null;
  const winner = consistentWinner(orders);
  if (winner === 'tie') return { champion: 0.5, candidate: 0.5 };
  return winner === 'A' ? { champion: 1, candidate: 0 } : { champion: 0, candidate: 1 };
}
