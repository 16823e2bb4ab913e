import { expectationFault, graderNames, type GraderName } from '../evaluation/grade.ts';
import { judgedGraders, rubricFault } from '../evaluation/judged-graders.ts';

const known: readonly string[] = [...graderNames, ...judgedGraders];

/** What is wrong with the grader that a case names, or with what it is to grade by; undefined where it can be graded. */
export function caseFault(grader: string | undefined, expected: string): { field: 'grader' | 'expected'; expected: string } | undefined {
  if (grader === undefined) return undefined;
  if (!known.includes(grader)) return { field: 'grader', expected: `one of ${known.join(', ')}` };
  const fault = grader === 'rubric' ? rubricFault(expected) : expectationFault(grader as GraderName, expected);
  return fault === undefined ? undefined : { field: 'expected', expected: fault };
}
