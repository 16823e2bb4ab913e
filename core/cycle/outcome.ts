/** How a cycle can end, or stand after its verdict while its release goes on. */
export const outcomes = [
  'promoted',
  'rejected',
  'inconclusive',
  'nothing_to_learn',
  'no_suite',
  // The verdict was promote and the release, a workflow of its own, has not finished yet.
  'releasing',
  'awaiting_approval',
  'approval_timeout',
  'superseded',
  'rolled_back',
  'cancelled',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

export const verdicts = ['promote', 'reject', 'inconclusive'] as const;
export type Verdict = (typeof verdicts)[number];

/** What a cycle that ends without a person's decision became after its verdict. */
export function outcomeOfVerdict(verdict: Verdict, needsApproval: boolean): Outcome {
  if (verdict === 'reject') return 'rejected';
  if (verdict === 'inconclusive') return 'inconclusive';
  return needsApproval ? 'awaiting_approval' : 'releasing';
}
