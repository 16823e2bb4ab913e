import type { Outcome, Verdict } from './outcome.ts';
import type { Trigger } from './stage.ts';

/** What starts a cycle: ids and codes only. */
export type CycleInput = {
  agent: string;
  trigger: Trigger;
  /** Buy a training again although one of the same content has succeeded: `retrain --force`. */
  force?: boolean;
};

/** The workflow's timers and switches, milliseconds, read from the agent's configuration when the cycle opens. */
export type CycleSettings = {
  pollFromMs: number;
  pollToMs: number;
  giveUpAfterMs: number;
  needsApproval: boolean;
  approvalTimeoutMs: number;
  /** Questions of rare intents are said in other words. */
  paraphrases: boolean;
};

export type CycleResult = {
  outcome: Outcome;
  /** A code: why it ended so. */
  reason: string | null;
  verdict?: Verdict;
  candidateId?: string;
  /** Workflow id of the release that goes on by itself. */
  releaseId?: string;
};

/** A stage that ends the cycle early, with the outcome and a code for the reason. */
export type StageEnd = { outcome: Outcome; reason: string };

export type ReleaseInput = {
  agent: string;
  candidateId: string;
  cycleId: string;
  needsApproval: boolean;
  approvalTimeoutMs: number;
};

/** What a person says of a waiting release. `by` is what they typed or who they are logged in as. */
export type ReleaseChoice = { by: string; why: string };

export type ReleaseResult = { outcome: Outcome };
