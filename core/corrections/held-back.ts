import type { JudgeTrust } from '../agreement/trust.ts';
import { shareOf } from '../figures/share.ts';
import type { CorrectionConfig } from './config.ts';

export type HeldBackReason = 'judge_disagrees_with_people' | 'judge_disagrees_with_itself' | 'corrections_rejected';

/** What was found out about a judge in one cycle, without people. */
export type CycleChecks = {
  /** Of interactions that were judged twice. */
  retests: { agreed: number; disagreed: number };
  /** What the second judgement said of corrections. */
  corrections: { agreed: number; disagreed: number };
};

/**
 * Whether nothing of a cycle's verdicts may teach, and why. A judge that decides by lot is seen without any label: it does not agree with itself,
 * or its corrections do not survive a second look; each counts when it is sure (Wilson, 95 %). With labels of people their agreement decides first.
 * Undefined: nothing speaks against the judge, which is not yet trust.
 */
export function heldBack({ retests, corrections }: CycleChecks, trust: JudgeTrust | undefined, config: CorrectionConfig): HeldBackReason | undefined {
  if (trust !== undefined && trust.labels >= config.min_judge_labels && trust.kappa !== null && trust.kappa < config.min_judge_kappa) return 'judge_disagrees_with_people';
  const same = shareOf(retests.agreed, retests.agreed + retests.disagreed).interval;
  if (same !== null && same[1] < config.min_self_agreement) return 'judge_disagrees_with_itself';
  const rejected = shareOf(corrections.disagreed, corrections.agreed + corrections.disagreed).interval;
  return rejected !== null && rejected[0] > config.max_rejection_rate ? 'corrections_rejected' : undefined;
}
