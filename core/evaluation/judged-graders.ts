import { readPairing } from './judged/pairwise.ts';
import { readRubric } from './judged/rubric.ts';

/** Graders whose score is a model's judgement: the gate believes it as far as the model agrees with people. */
export const judgedGraders = ['rubric', 'pairwise'] as const;
export const isJudgedGrader = (grader: string): boolean => (judgedGraders as readonly string[]).includes(grader);

/** Whether a case is graded by holding two replies against each other: one alone has no score. */
export const isPairwise = (grader: string): boolean => grader === 'pairwise';

/** Raised when the words of a question to the judge change: scores of before are those of another judge. */
export const rubricPromptVersion = 'rubric-1';
export const pairwisePromptVersion = 'pairwise-1';

const expectations: Readonly<Record<(typeof judgedGraders)[number], { says: string; read: (expected: string) => unknown }>> = {
  rubric: { says: '{criteria: [...], reference?, score?}', read: readRubric },
  pairwise: { says: 'nothing, or {criterion?, reference?}', read: readPairing },
};

/** What is wrong with the `expected` of a judged case; undefined where it can be judged by. */
export function judgedFault(grader: (typeof judgedGraders)[number], expected: string): string | undefined {
  const { says, read } = expectations[grader];
  try {
    read(expected);
    return undefined;
  } catch (error) {
    return `${says} (${error instanceof Error ? error.message : 'not readable'})`;
  }
}
