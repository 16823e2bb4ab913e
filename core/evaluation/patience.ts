/** Calls that fail one after the other before a provider counts as down: going on would only add to its load. */
const mostInARow = 10;

/**
 * How a batch meets failed calls. A single call that fails is left for later while the others go on; a row of failures ends
 * the attempt. In late attempts what still fails is recorded as an error in the place of an answer, but only so many: a
 * provider that is down must not leave an evaluation full of errors behind.
 */
export type Patience = {
  /** What to do about a failed call: leave it for the next attempt, record it, or end this attempt. */
  failed: (permanent: boolean) => 'later' | 'record' | 'stop';
  succeeded: () => void;
};

/** @param allowed errors that may be recorded */
export function patience({ attempt, attempts, allowed }: { attempt: number; attempts: number; allowed: number }): Patience {
  let inARow = 0;
  let recorded = 0;
  return {
    failed(permanent) {
      inARow += 1;
      if (permanent || attempt >= attempts) {
        if (recorded >= allowed) return 'stop';
        recorded += 1;
        return 'record';
      }
      return inARow >= mostInARow ? 'stop' : 'later';
    },
    succeeded() {
      inARow = 0;
    },
  };
}
