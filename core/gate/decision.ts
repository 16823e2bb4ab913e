import type { Verdict } from '../cycle/outcome.ts';

/** Counts of a paired comparison: the same cases answered by two candidates. */
export type PairedCounts = {
  /** Cases answered by both. */
  n: number;
  /** The reference was right and the candidate is wrong. */
  lost: number;
  /** The reference was wrong and the candidate is right. */
  gained: number;
  /** Both right: for the report's 2x2 table, no test needs it. */
  bothRight?: number;
};

export type GateInput = {
  /** Against the champion. */
  overall: PairedCounts;
  /** Against the best release of the last 90 days; none for a first release. */
  anchor?: PairedCounts;
  /** Ids of the hard-zero cases (safety, golden) that were lost; undefined where the suite has none. */
  hardLosses?: readonly string[];
  /** This very candidate was released before and taken back. */
  previouslyRolledBack?: boolean;
};

export type Interval = [low: number, high: number];

/** In the order of precedence in which they can decide. They go into workflow histories: codes, no text. */
export const reasonCodes = [
  'hard_case_lost',
  'previously_rolled_back',
  'non_inferior',
  'improved',
  'harm_within_margin',
  'harm_significant',
  'no_cases',
  'not_shown_overall',
  'not_shown_anchor',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export type Criterion = {
  name: 'hard_cases' | 'not_rolled_back' | 'non_inferior_overall' | 'non_inferior_anchor' | 'no_harm_beyond_margin';
  /** What is tolerated, in the unit of `observed`. */
  margin?: number;
  /** A difference of accuracies (fraction), or a count for `hard_cases` and `not_rolled_back`. */
  observed: number;
  /** The two-sided 1 - 2 alpha score interval: a non-inferiority criterion passes when it lies above -margin. */
  ci?: Interval;
  p?: number;
  status: 'pass' | 'fail' | 'not_run' | 'inconclusive';
};

export type GateDecision = {
  verdict: Verdict;
  reasonCodes: ReasonCode[];
  n: number;
  lost: number;
  gained: number;
  /** (gained - lost) / n, a fraction; 0 where there are no cases. */
  delta: number;
  /** 95 % Tango score interval of `delta`. */
  ci: Interval;
  /** p of the test against "worse than the champion by the margin or more". */
  pNonInferior: number;
  /** One-sided exact McNemar p of "worse than the champion". */
  pHarm: number;
  /** Cases to draw, in all and at once, before the next look; only with an inconclusive verdict that cases can change. */
  neededCases?: number;
  criteria: Criterion[];
  /** The verdict for a person, in English, without any text of a user. */
  sentence: string;
};
