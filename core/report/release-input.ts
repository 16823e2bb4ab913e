import type { JudgeTrust } from '../agreement/trust.ts';
import type { DataCard } from '../balancing/card.ts';
import type { Outcome, Verdict } from '../cycle/outcome.ts';
import type { Proof } from '../cycle/proof.ts';
import type { Stage, Trigger } from '../cycle/stage.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import type { GateVerdict } from '../gate/gate-verdict.ts';
import type { Language } from '../signals/reason-text.ts';

/** What the report of a cycle shows, as far as the cycle came; null and empty where it did not. Times are RFC 3339. */
export type ReleaseReportInput = {
  language: Language;
  createdAt: string;
  agent: string;
  cycle: {
    id: string;
    trigger: Trigger;
    /** Null: the schedule. */
    startedBy: { name: string; how: Proof } | null;
    startedAt: string;
    endedAt: string | null;
    outcome: Outcome | null;
    reason: string | null;
    stage: Stage;
  };
  /** Of the program, and of the agent's configuration. */
  version: { code: string; configuration: number };
  seed: number;
  judge: string;
  champion: CandidateFacts | null;
  candidate: CandidateFacts | null;
  /** Everything that the cycle made, in the order in which it was made. */
  made: readonly { candidateId: string; kind: 'training' | 'prompt' | 'routing'; gated: boolean; verdict: Verdict | null; delta: number | null }[];
  costs: readonly { stage: Stage; calls: number; costUsd: number; unpriced: number }[];
  decision: GateVerdict | null;
  /** Of the gate's policy, a fraction. */
  margin: number;
  evaluation: EvaluationReport | null;
  /** Every case that must never be lost; scores 0 to 1. */
  hardCases: readonly { caseId: string; sealed: boolean; champion: number | null; candidate: number | null }[];
  trust: { known: JudgeTrust; wanted: { kappaLow: number; labels: number } } | null;
  /** What each finished stage counted. */
  stages: Partial<Record<Stage, Readonly<Record<string, unknown>>>>;
  dataset: DataCard | null;
  curve: readonly { step: number; loss: number | null; validLoss: number | null }[];
  /** This cycle and those before it, newest first. */
  history: readonly PastCycle[];
  release: ReleaseFacts | null;
  /** What people and the gate did to this agent's champion, newest first. */
  audit: readonly { at: string; action: string; by: string; how: Proof | null; why: string; candidateId: string | null }[];
};

export type CandidateFacts = {
  id: string;
  model: string;
  baseModel: string | null;
  examples: number;
  routes: number;
  datasetId: string | null;
  trainingKey: string | null;
  /** The provider's name of the training. */
  job: string | null;
  /** Since when it is known that it saw a user who was erased. */
  taintedAt: string | null;
};

export type PastCycle = {
  id: string;
  startedAt: string;
  trigger: Trigger;
  outcome: Outcome | null;
  reason: string | null;
  verdict: Verdict | null;
  delta: number | null;
  ci: readonly [number, number] | null;
  costUsd: number;
};

export type ReleaseFacts = {
  id: string;
  status: string;
  needsApproval: boolean;
  fourEyes: boolean;
  openedAt: string;
  closedAt: string | null;
  by: string | null;
  how: Proof | null;
  why: string | null;
  /** Hash of the report that was there to be read when it was decided. */
  evidence: string | null;
};
