import { z } from 'zod';
import type { Message } from '../../interaction/message.ts';
import { readJson } from '../graders/grader.ts';
import { judgeCall, readAnswer, type JudgeCall } from './judge-call.ts';

const schema = z.strictObject({
  /** Each can be answered with yes or no; several binary questions beat one mark from 1 to 10. */
  criteria: z.array(z.string().min(1)).min(1).max(20),
  /** A reply that meets them: the judge compares instead of guessing what is right. */
  reference: z.string().optional(),
  /** `all`: 1 only if each is met; `share`: the share that is met. */
  score: z.enum(['all', 'share']).default('all'),
});
export type Rubric = z.infer<typeof schema>;

/** @throws Error that says what is wrong with a case's `expected` */
export const readRubric = (expected: string): Rubric => readJson(expected, schema);

/** One call for each criterion, in order: a judge that sees them all lets one verdict colour the next. */
export const rubricCalls = (messages: readonly Message[], reply: string, { criteria, reference }: Rubric): JudgeCall[] =>
  criteria.map((criterion) =>
    judgeCall(
      [
        'You check one criterion of a reply that an assistant gave in a conversation.',
        'Judge this criterion alone: neither length nor tone nor what else is good or bad about the reply.',
        ...(reference === undefined ? [] : ['The reference meets the criterion. The reply need not use its words.']),
      ],
      { criterion, conversation: messages, ...(reference !== undefined && { reference }), reply },
      { name: 'criterion', field: 'met', values: [true, false] },
    ),
  );

/**
 * The score of a reply from the judge's answers, one for each criterion in order. An answer that cannot be read leaves no score:
 * it is neither a pass nor a fail.
 */
export function rubricScore(answers: readonly string[], { criteria, score }: Rubric): { score: number | null; met: (boolean | null)[] } {
  const met = criteria.map((_, place) => readAnswer(answers[place] ?? '', 'met', [true, false]));
  if (met.includes(null)) return { score: null, met };
  const yes = met.filter((one) => one === true).length;
  return { score: score === 'all' ? Number(yes === met.length) : yes / met.length, met };
}
