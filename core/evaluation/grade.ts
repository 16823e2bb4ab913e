import type { GradedReply } from './graders/grader.ts';
import { graders } from './graders/index.ts';

export type GraderName = keyof typeof graders;
export const graderNames = Object.keys(graders) as [GraderName, ...GraderName[]];

/**
 * Scores a reply by the grader of that name: 0 to 1.
 * @throws RangeError for an `expected` that the grader cannot grade by (`expectationFault` says so when a suite comes in)
 */
export const grade = (name: GraderName, reply: string | GradedReply, expected: string): number =>
  graders[name].grade(typeof reply === 'string' ? { text: reply, toolCalls: [] } : reply, expected);

/** What is wrong with a case's `expected` for its grader, in a few words; undefined where it can be graded by. */
export function expectationFault(name: GraderName, expected: string): string | undefined {
  const fault = graders[name].fault(expected);
  return fault === undefined ? undefined : `${graders[name].expects} (${fault})`;
}
