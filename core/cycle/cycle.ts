import type { Outcome, Verdict } from './outcome.ts';
import type { Trigger } from './stage.ts';

/** What starts a cycle: ids and codes only. */
export type CycleInput = {
  agent: string;
  trigger: Trigger;
  /** Buy a training again although one of the same content has succeeded: `retrain --force`. */
  force?: boolean;
  /** Who starts it by hand, and their signature of the statement that they do; the schedule names nobody. */
  by?: string;
  signature?: string;
};

/** The workflow's timers and switches, milliseconds, read from the agent's configuration when the cycle opens. */
export type CycleSettings = {
  pollFromMs: number;
  pollToMs: number;
  giveUpAfterMs: number;
  needsApproval: boolean;
  approvalTimeoutMs: number;
  remindEveryMs: number;
  fourEyes: boolean;
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
  remindEveryMs: number;
  /** Only an authenticated person who did not start the cycle lets it out. */
  fourEyes: boolean;
};

/** What a person says of a waiting release. `by` is what they typed, unless a signature proves it. */
export type ReleaseChoice = {
  by: string;
  why: string;
  /** Hash of the report that they decided on; another one by now refuses the decision. */
  evidence?: string;
  /** Base64, of the statement that holds all of this. */
  signature?: string;
};

export type ReleaseResult = { outcome: Outcome };
