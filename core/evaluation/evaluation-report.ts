import type { PairTally } from './judged/score-pairs.ts';
import type { ClassificationReport } from './report.ts';

/** What one side did on the suite: the champion, or a candidate. */
export type SideSummary = {
  candidateId: string;
  model: string;
  /** Cases that score a reply by itself, and how many of them it passed: with repeats, in more than half of them. */
  n: number;
  passed: number;
  /** Mean score over the cases, 0 to 1. */
  score: number;
  /** Answers that the provider never gave; each counts against the candidate, and none for it. */
  errors: number;
  /** Of the answers, milliseconds; null without any. */
  latencyMs: { p50: number; p95: number } | null;
  promptTokens: number;
  completionTokens: number;
  /** Mean a case in USD; null where a price is not known. */
  costPerCaseUsd: number | null;
  /** Under which names the answers came, most frequent first. */
  answeredAs: { name: string; answers: number; known: boolean }[];
  classification: ClassificationReport;
  /** Which expected intent was answered as which other one, most frequent first. */
  confusions: Confusion[];
};

export type Confusion = { expected: string; answered: string; cases: number };

/** Champion and candidate on the cases of one slice. */
export type SliceDelta = {
  /** `dimension:value`, as in the gate's policy. */
  name: string;
  n: number;
  champion: number;
  candidate: number;
  /** candidate - champion, a fraction, with its 95 % interval. */
  delta: number;
  ci: [low: number, high: number];
  lost: number;
  gained: number;
};

/** A case on which the two differ. Of a sealed case only the id is told: its texts stay unseen. */
export type ChangedCase = {
  caseId: string;
  sealed: boolean;
  hard: boolean;
  intent: string | null;
  slices: string[];
  question: string | null;
  expected: string | null;
  champion: string | null;
  candidate: string | null;
};

/** What a person reads of an evaluation; stored with it, redacted texts included. Plain data. */
export type EvaluationReport = {
  suite: {
    id: string;
    name: string;
    version: number;
    cases: number;
    sealed: number;
    /** Cases of the reserve that one extension has drawn. */
    extended: number;
    /** Verdicts that this suite has been asked for so far, this one included, and after how many it is worn. */
    looks: number;
    maxLooks: number;
  };
  settings: { repeats: number; seed: number };
  champion: SideSummary;
  candidate: SideSummary;
  paired: { n: number; lost: number; gained: number; bothRight: number; bothWrong: number };
  /** Of the replies that were held against each other, and by which model; absent where the suite has no such cases. */
  pairs?: PairTally & { judge: string };
  /** Worst first. */
  slices: SliceDelta[];
  lost: ChangedCase[];
  gained: ChangedCase[];
  /** Bad cases that this very champion had produced: shown, but left out of the comparison, which they would flatter. */
  regressions: { n: number; championPassed: number; candidatePassed: number };
  warnings: EvaluationWarning[];
};

/** Codes: what a reader should know before believing the figures. */
export const evaluationWarnings = [
  /** Answers came without a model's name, or the expected name was never learned. */
  'answer_name_unknown',
  /** The suite has been looked at more often than `suite.max_looks`. */
  'suite_worn',
  /** Some cases have no answer of one side. */
  'answers_missing',
  /** The best release of the last days is not served any more, so it could not be compared with. */
  'anchor_not_served',
  /** Cases that training rows of the candidate repeat. */
  'contaminated',
  /** The verdict needs more cases than the reserve holds, so none of them was drawn. */
  'reserve_too_small',
  /** Fewer comparisons than asked for survive the exchange of places. */
  'judge_follows_place',
] as const;
export type EvaluationWarning = (typeof evaluationWarnings)[number];
