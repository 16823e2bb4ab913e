/** Counts of a paired comparison: the same cases answered by two candidates, right or wrong. */
export type PairedCounts = {
  /** Cases answered by both. */
  n: number;
  /** The reference was right and the candidate is wrong. */
  lost: number;
  /** The reference was wrong and the candidate is right. */
  gained: number;
};
