import type { BalanceFacts } from './balance-facts.ts';

/** One candidate for the training set, as ids and numbers: texts stay where they are. */
export type BalanceRow = {
  /** Unique within the call. */
  id: string;
  intent: string;
  /** `new`: not in the training set of any earlier cycle. */
  origin: 'new' | 'replay';
  /** Of what was asked (`core/evaluation/fingerprint.ts`); rows without one are never exact duplicates. */
  fingerprint?: string;
  /** What was said before the question; the same question in two contexts is neither a duplicate nor a conflict. */
  context?: string;
  /** What the model shall answer; the same question with two answers is a conflict. */
  reply?: string;
  /** Epoch milliseconds; where rows must go, the newest stay. Undefined counts as oldest. */
  at?: number;
  /** Rows of one number are near-duplicates (`core/duplicates`). */
  cluster?: number;
  /** Its question is a near-twin of one that is held out. */
  twin?: boolean;
  /** Texts in one cell resemble each other (`text-cell.ts`); where rows must go, every cell keeps some. */
  cell?: number;
  /** Held out or not (`core/splits`); `blocked`: it shares something with what is held out. Undefined trains. */
  side?: 'train' | 'val' | 'test' | 'blocked';
  /** Rows of one group never stand on two sides. */
  group?: string;
  /** The agent had answered it badly, and the right reply is verified: a confirmed bad case. */
  corrected?: boolean;
  user?: string;
  task?: string;
  severity?: string;
  /** Multiplied with the weights of its task and severity. */
  weight?: number;
  /** Of the whole row, estimated (`token-estimate.ts`). */
  tokens?: number;
  /** Personal data or secrets were found in it. */
  exposed?: boolean;
  /** The row that it is a paraphrase of: it trains only where that one may. */
  paraphraseOf?: string;
};

/**
 * Why a row is out, the first that applies: longer than the model takes, personal data in it, held out
 * elsewhere, answers disagree, said already, one user's share is full, left for another cycle, its intent is full.
 */
export const dropReasons = ['too_long', 'exposed', 'leak', 'conflict', 'duplicate', 'user_cap', 'deferred', 'cap'] as const;
export type DropReason = (typeof dropReasons)[number];

export type PlannedRow = {
  id: string;
  split: 'train' | 'val' | 'test' | 'dropped';
  /** How often the row stands in its file; 0 where it is dropped. */
  copies: number;
  /** Weight in the loss of each copy: a row counts copies x weight. */
  weight: number;
  reason: 'kept' | 'copied' | 'paraphrase' | 'held_out' | DropReason;
};

export type BucketReport = {
  intent: string;
  /** Distinct usable rows: what cleaning and the sides leave. */
  available: number;
  /** Most rows, copies included, that the intent could have in a set of this size. */
  cap: number;
  /** Rows that the intent should have; lower than configured where even copies do not reach it. */
  floor: number;
  /** Rows in the set, copies included. */
  allocated: number;
  /** Different rows in the set. */
  distinct: number;
  /** starved: below the configured floor; cut: some rows left out; copied: some rows shown more than once. */
  status: 'kept' | 'copied' | 'cut' | 'starved';
};

export type LimitReport = {
  name:
    | 'target_size'
    | 'intent_max_ratio'
    | 'intent_min_samples'
    | 'max_copies'
    | 'task_max_ratio'
    | 'user_max_ratio'
    | 'new_sample_ratio_low'
    | 'new_sample_ratio_high'
    | 'min_new_exposures';
  /** As configured, also where it had to give way. */
  limit: number;
  observed: number;
  holds: boolean;
};

export type BalanceReport = {
  /** Nothing had to give way: `steps` is empty. */
  feasible: boolean;
  /** Rows asked for: `target_size`, or the number of distinct usable rows. */
  target: number;
  /** Rows of the set, copies included. */
  size: number;
  /** What gave way, in order; empty where nothing did. */
  steps: string[];
  /** The same without words. */
  step_facts: BalanceFacts[];
  /** By intent. */
  buckets: BucketReport[];
  limits: LimitReport[];
  /** Share of new rows in the set, copies included; 0 for an empty set. */
  new_share: number;
  /** How often a new row of the set is seen over all epochs, in the mean; 0 where there is none. */
  exposures: number;
  /** Distance of the set's intents from the target weights, in nats; null where it has an intent that they lack. */
  kl: number | null;
  /** The least that any set of this size within the same caps and floors can have, rows taken as divisible. */
  kl_optimum: number | null;
  /** Total variation distance from the target weights, 0 to 1. */
  tv: number;
  /** Effective sample size (Kish 1965): (sum of weights)^2 / sum of squares, over distinct rows. */
  ess: number;
  /** Rows held out. */
  held_out: { val: number; test: number };
  dropped: Record<DropReason, number>;
  /** Labels to collect: with so many more rows the floor of the intent can be met. */
  needs: { intent: string; more: number }[];
};

export type BalancePlan = { /** By id. */ rows: PlannedRow[]; report: BalanceReport };
