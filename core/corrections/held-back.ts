import type { JudgeTrust } from '../agreement/trust.ts';
import { shareOf } from '../report/share.ts';
import type { CorrectionConfig } from './config.ts';

export type HeldBackReason = 'corrections_rejected' | 'judge_disagrees_with_people';

/**
 * Whether nothing of a cycle's verdicts may teach, and why. A judge that flips is seen without any label, by its corrections that do
 * not survive a second look: the share of rejections is surely (Wilson, 95 %) beyond the limit. With labels of people their
 * agreement decides. Undefined: nothing speaks against the judge, which is not yet trust.
 *
 * @param second what the second judgement said of this cycle's corrections
 */
export function heldBack(second: { agreed: number; rejected: number }, trust: JudgeTrust | undefined, config: CorrectionConfig): HeldBackReason | undefined {
  if (trust !== undefined && trust.labels >= config.min_judge_labels && trust.kappa !== null && trust.kappa < config.min_judge_kappa) return 'judge_disagrees_with_people';
  const { interval } = shareOf(second.rejected, second.agreed + second.rejected);
  return interval !== null && interval[0] > config.max_rejection_rate ? 'corrections_rejected' : undefined;
}
