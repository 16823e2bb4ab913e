import type { Interval, PairedCounts } from './decision.ts';
import { mcnemarWorse } from './mcnemar.ts';
import type { GatePolicy } from './policy.ts';
import { assertPairedCounts, tangoInterval, tangoNonInferiority } from './tango.ts';

/** What the tests say about one candidate against one reference. */
export type Comparison = {
  counts: PairedCounts;
  delta: number;
  /** For a reader. */
  ci95: Interval;
  /** Agrees with the test at the policy's alpha: two-sided 1 - 2 alpha. */
  ciOfTest: Interval;
  pNonInferior: number;
  pHarm: number;
};

/** @throws RangeError for counts that cannot come from n pairs */
export function compare(counts: PairedCounts, policy: GatePolicy): Comparison {
  assertPairedCounts(counts);
  const { n, lost, gained } = counts;
  return {
    counts,
    delta: n === 0 ? 0 : (gained - lost) / n,
    ci95: tangoInterval(counts, 0.95),
    ciOfTest: tangoInterval(counts, 1 - 2 * policy.alpha),
    // Nothing seen is no evidence: p = 1, never an error that a caller might swallow.
    pNonInferior: n === 0 ? 1 : tangoNonInferiority(counts, policy.margin).p,
    pHarm: mcnemarWorse(lost, gained),
  };
}

export const nonInferiorityIsShown = ({ pNonInferior }: Comparison, { alpha }: GatePolicy): boolean => pNonInferior <= alpha;

export const harmIsSignificant = ({ pHarm }: Comparison, { alpha }: GatePolicy): boolean => pHarm <= alpha;
