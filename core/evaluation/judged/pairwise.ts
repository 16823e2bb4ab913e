import { consistentWinner, type BothOrders } from '../../agreement/position.ts';
import type { Message } from '../../interaction/message.ts';
import { judgeCall, readAnswer, type JudgeCall } from './judge-call.ts';

export type Pair = { messages: readonly Message[]; champion: string; candidate: string; /** What to look at; all that makes a reply good without it. */ criterion?: string };

const verdicts = ['first', 'second', 'tie'] as const;

/** Which of two replies is better, asked in both orders: the champion's first, then the candidate's first. */
export const pairwiseCalls = ({ messages, champion, candidate, criterion }: Pair): [JudgeCall, JudgeCall] => {
  const call = (first: string, second: string): JudgeCall =>
    judgeCall(
      [
        'You compare two replies of assistants to the same conversation.',
        criterion === undefined ? 'Say which one helps the user better: right, complete, to the point.' : 'Say which one meets the criterion better, and look at nothing else.',
        'The order in which they stand says nothing, nor does their length. Where neither is better, say "tie".',
      ],
      { ...(criterion !== undefined && { criterion }), conversation: messages, first, second },
      { name: 'comparison', field: 'better', values: verdicts },
    );
  return [call(champion, candidate), call(candidate, champion)];
};

/** Both answers as `core/agreement` counts them: A is the champion. */
export const bothOrders = ([forward, backward]: readonly [string, string]): BothOrders => ({
  forward: readAnswer(forward, 'better', verdicts),
  backward: readAnswer(backward, 'better', verdicts),
});

/**
 * What the pair is worth to either side: 1 and 0 for a winner in both orders, a half each for a tie or a verdict that follows the
 * place. Null where an answer cannot be read.
 */
export function pairwiseScores(answers: readonly [string, string]): { champion: number; candidate: number } | null {
  const orders = bothOrders(answers);
  if (orders.forward === null || orders.backward === null) return null;
  const winner = consistentWinner(orders);
  if (winner === 'tie') return { champion: 0.5, candidate: 0.5 };
  return winner === 'A' ? { champion: 1, candidate: 0 } : { champion: 0, candidate: 1 };
}
