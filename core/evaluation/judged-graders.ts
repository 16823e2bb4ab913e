import { readRubric } from './judged/rubric.ts';

/** Graders whose score is a model's judgement: the gate believes it as far as the model agrees with people. */
export const judgedGraders = ['rubric'] as const;
export const isJudgedGrader = (grader: string): boolean => (judgedGraders as readonly string[]).includes(grader);

/** Raised when the words of a question to the judge change: scores of before are those of another judge. */
export const rubricPromptVersion = 'rubric-1';

/** What is wrong with the rubric of a case; undefined where it can be judged by. */
export function rubricFault(expected: string): string | undefined {
  try {
    readRubric(expected);
    return undefined;
  } catch (error) {
    return `{criteria: [...], reference?, score?} (${error instanceof Error ? error.message : 'not readable'})`;
  }
}
