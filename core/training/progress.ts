/** What an estimate of the end is made from; times in milliseconds. */
export type Pace = { startedMs: number; nowMs: number; step: number; totalSteps: number };

/** Milliseconds until a training ends, were it to go on as it has; undefined before its first step. */
export function remainingMs({ startedMs, nowMs, step, totalSteps }: Pace): number | undefined {
  if (step <= 0 || totalSteps <= 0 || nowMs < startedMs) return undefined;
  return Math.max(0, ((nowMs - startedMs) / step) * (totalSteps - step));
}

/** Tokenizers differ from our estimate by up to about two thirds either way; less than this share means dropped examples. */
const leastShare = 0.5;
/** The same where it is known how this trainer counts. */
const leastShareKnown = 0.85;

export type TrainedTokens = {
  /** Of one pass over the file, by our estimate. */
  fileTokens: number;
  epochs: number | undefined;
  trainedTokens: number | undefined;
  /** The trainer's count over our estimate, from earlier jobs. */
  ratio: number | undefined;
};

/**
 * Whether the trainer has seen fewer tokens than the file holds: examples that it dropped or cut off do not fail a job.
 *
 * @returns the numbers for a warning; undefined when all is as expected or not known
 */
export function tokenShortfall({ fileTokens, epochs, trainedTokens, ratio }: TrainedTokens): { expected: number; trained: number } | undefined {
  if (epochs === undefined || trainedTokens === undefined) return undefined;
  const expected = fileTokens * epochs * (ratio ?? 1);
  const least = expected * (ratio === undefined ? leastShare : leastShareKnown);
  return trainedTokens < least ? { expected: Math.round(expected), trained: trainedTokens } : undefined;
}
