export type BalanceRow = {
  /** Unique within the call. */
  id: string;
  intent: string;
  /** `new`: not in the training set of any earlier cycle. */
  origin: 'new' | 'replay';
  /** Of what was asked (`core/evaluation/fingerprint.ts`); rows without one are never duplicates. */
  fingerprint?: string;
  /** What the model shall answer; the same question with two answers is a conflict. */
  reply?: string;
  /** Epoch milliseconds; where rows must go, the newest stay. Undefined counts as oldest. */
  at?: number;
};

/** Why a row is out, the first that applies: the suite holds it, answers disagree, said already, left for another cycle, its intent is full. */
export const dropReasons = ['leak', 'conflict', 'duplicate', 'deferred', 'cap'] as const;
export type DropReason = (typeof dropReasons)[number];

export type PlannedRow = {
  id: string;
  split: 'train' | 'dropped';
  /** How often the row stands in the training file; 0 where it is dropped. */
  copies: number;
  /** Weight in the loss of each copy: a row counts copies x weight. */
  weight: number;
  reason: 'kept' | 'copied' | DropReason;
};

export type BucketReport = {
  intent: string;
  /** Distinct usable rows: after leaks, conflicts and duplicates. */
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
  name: 'target_size' | 'intent_max_ratio' | 'intent_min_samples' | 'max_copies' | 'new_sample_ratio_low' | 'new_sample_ratio_high';
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
  /** By intent. */
  buckets: BucketReport[];
  limits: LimitReport[];
  /** Share of new rows in the set, copies included; 0 for an empty set. */
  new_share: number;
  dropped: Record<DropReason, number>;
  /** Labels to collect: with so many more rows the floor of the intent can be met. */
  needs: { intent: string; more: number }[];
};

export type BalancePlan = { /** By id. */ rows: PlannedRow[]; report: BalanceReport };
