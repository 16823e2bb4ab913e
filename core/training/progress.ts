/** What an estimate of the end is made from; times in milliseconds. */
export type Pace = { startedMs: number; nowMs: number; step: number; totalSteps: number };

/** Milliseconds until a training ends, were it to go on as it has; undefined before its first step. */
export function remainingMs({ startedMs, nowMs, step, totalSteps }: Pace): number | undefined {
  if (step <= 0 || totalSteps <= 0 || nowMs < startedMs) return undefined;
  return Math.max(0, ((nowMs - startedMs) / step) * (totalSteps - step));
}

/** Tokenizers differ from our estimate by up to about a third either way; less than this share means dropped examples. */
const leastShare = 0.5;

/**
 * Whether the trainer has seen fewer tokens than the file holds: examples that it dropped or cut off do not fail a job.
 *
 * @returns the numbers for a warning; undefined when all is as expected or not known
 */
export function tokenShortfall(job: { fileTokens: number; epochs: number | undefined; trainedTokens: number | undefined }): { expected: number; trained: number } | undefined {
  const { fileTokens, epochs, trainedTokens } = job;
  if (epochs === undefined || trainedTokens === undefined) return undefined;
  const expected = fileTokens * epochs;
  return trainedTokens < expected * leastShare ? { expected: Math.round(expected), trained: trainedTokens } : undefined;
}
