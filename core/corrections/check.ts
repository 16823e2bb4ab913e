import type { Message } from '../interaction/message.ts';
import { checkContent } from './content.ts';
import { checkForm } from './form.ts';
import { checkToolCalls } from './tool-calls.ts';
import { checkUserAgreement } from './user-agreement.ts';
import type { CorrectionConfig } from './config.ts';

/** What a correction is compared with. */
export type Correction = {
  messages: readonly Message[];
  /** What the agent had answered. */
  original: string;
  /** What it should have answered, as proposed. */
  reply: string;
  source: CorrectionSource;
  /** What a user wrote as the right answer; null where nobody did. */
  userCorrection: string | null;
};

/** Who wrote a correction. */
export type CorrectionSource = 'judge' | 'user';

/** `review`: nothing is wrong for certain, and no machine should decide. */
export type CheckResult = { result: 'pass' | 'fail' | 'review'; code: string };
export type NamedCheck = CheckResult & { check: string };

export type CorrectionCheck = (correction: Correction, config: CorrectionConfig) => CheckResult;

/** All that can be checked without a call to a model; a new one is a file and a line. In order: the first failure decides. */
const checks: Readonly<Record<string, CorrectionCheck>> = {
  form: checkForm,
  tool_calls: checkToolCalls,
  content: checkContent,
  user_agreement: checkUserAgreement,
};

/** Every check of a corrected reply that costs nothing. */
export const checkCorrection = (correction: Correction, config: CorrectionConfig): NamedCheck[] =>
  Object.entries(checks).map(([check, run]) => ({ check, ...run(correction, config) }));

export const correctionStatuses = ['proposed', 'verified', 'rejected', 'human'] as const;
export type CorrectionStatus = (typeof correctionStatuses)[number];

/**
 * What becomes of a correction: a failure rejects it, a doubt leaves it proposed until a person looks, and only one that passed
 * everything is verified.
 */
export function statusOf(results: readonly CheckResult[]): Exclude<CorrectionStatus, 'human'> {
  if (results.some(({ result }) => result === 'fail')) return 'rejected';
  return results.some(({ result }) => result === 'review') ? 'proposed' : 'verified';
}
