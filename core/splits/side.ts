/** What an item is for: learning, choosing between candidates, or measuring them. */
export const sides = ['train', 'val', 'test'] as const;
export type Side = (typeof sides)[number];

/** The stricter of two sides: what tests outranks what chooses, which outranks what trains. */
export const stricter = (one: Side, other: Side): Side => (sides.indexOf(one) >= sides.indexOf(other) ? one : other);

/** One thing to be placed: a training example, or a case that is held out already. Ids and numbers, no text. */
export type SplitItem = {
  /** Unique within the call, and the same in every call. */
  id: string;
  /** Items with the same user, session, cluster or fingerprint belong to one group. */
  user?: string;
  session?: string;
  /** Of near-duplicates, e.g. a label of `nearDuplicateClusters`; compared within one call only. */
  cluster?: number | string;
  /** Of the text (`core/evaluation/fingerprint.ts`). */
  fingerprint?: string;
  /** The stratum; items without one are a stratum of their own. */
  intent?: string;
  /** Epoch milliseconds; undefined counts as oldest. */
  at?: number;
  /** A case of a suite: its group is a test group. */
  held?: boolean;
  /** A confirmed bad case: of the groups that hold one a share is kept for the suite. */
  bad?: boolean;
  /** Something was trained on it before there was a split. */
  trained?: boolean;
};

/**
 * What is remembered for ever of an item, a user, a session or a text, under its key (`core/splits/seals.ts`).
 * `side` never changes; `reach`, the strictest side that anything it shares ever stood on, only becomes stricter.
 */
export type Seal = { side: Side; reach: Side };

export type Placed = {
  side: Side;
  reach: Side;
  /** Must not be used, not even on its own side: it shares something with a stricter one, or lies after the test cut. */
  blocked: boolean;
  /** The id of the oldest item of those that may be used and share something, directly or in a chain; its own where it is blocked. */
  group: string;
};
