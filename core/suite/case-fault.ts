import { expectationFault, graderNames, type GraderName } from '../evaluation/grade.ts';
import { isPairwise, judgedFault, judgedGraders } from '../evaluation/judged-graders.ts';
import { hardByKind, type CaseKind } from './kinds.ts';

const known: readonly string[] = [...graderNames, ...judgedGraders];

type Graded = { grader?: string | undefined; expected?: string | undefined; hard?: boolean | undefined; kind?: CaseKind | undefined };

/** What is wrong with the grader that a case names, or with what it is to grade by; undefined where it can be graded. */
export function caseFault({ grader, expected, hard, kind }: Graded): { field: 'grader' | 'expected' | 'hard'; expected: string } | undefined {
  if (grader !== undefined && !known.includes(grader)) return { field: 'grader', expected: `one of ${known.join(', ')}` };
  if (grader !== undefined && isPairwise(grader)) {
    const must = hard ?? (kind !== undefined && hardByKind(kind));
    if (must) return { field: 'hard', expected: 'false beside grader: pairwise, whose verdict is a preference; what must never be lost takes a rule or a rubric' };
  } else if (expected === undefined) {
    return { field: 'expected', expected: 'a text' };
  }
  if (grader === undefined) return undefined;
  const judged = judgedGraders.find((one) => one === grader);
  const fault = judged ? judgedFault(judged, expected ?? '') : expectationFault(grader as GraderName, expected ?? '');
  return fault === undefined ? undefined : { field: 'expected', expected: fault };
}
