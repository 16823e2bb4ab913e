import type { CorrectionStatus } from './check.ts';

/** All that is known about one interaction when it is asked what it teaches. */
export type Judged = {
  verdict: 'good' | 'bad';
  confidence: number;
  /** What the agent answered. */
  reply: string;
  correction: { reply: string; status: CorrectionStatus } | null;
  /** What people say of the agent's reply, and of the corrected one. */
  human: { verdict: 'good' | 'bad' | null; correction: 'good' | 'bad' | null };
};

export type ChosenSample = { reply: string; origin: 'good' | 'correction'; status: 'verified' | 'human' };

/**
 * What an interaction teaches: a good reply as it is, a bad one as corrected, nothing where neither is sure. What a person said of
 * a reply overrides every judge; without that a judge must be confident and not held back, and a correction verified.
 */
export function chooseSample({ verdict, confidence, reply, correction, human }: Judged, judge: { minConfidence: number; heldBack: boolean }): ChosenSample | undefined {
  if (human.verdict === 'good') return { reply, origin: 'good', status: 'human' };
  if (correction !== null && human.correction === 'good') return { reply: correction.reply, origin: 'correction', status: 'human' };
  if (judge.heldBack || confidence < judge.minConfidence) return undefined;
  if (correction?.status === 'verified' && human.correction === null) return { reply: correction.reply, origin: 'correction', status: 'verified' };
  return verdict === 'good' && human.verdict === null ? { reply, origin: 'good', status: 'verified' } : undefined;
}
