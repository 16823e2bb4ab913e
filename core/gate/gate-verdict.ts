import type { Verdict } from '../cycle/outcome.ts';
import type { CriterionFacts } from './criterion-facts.ts';
import type { SliceRole } from './policy.ts';

export type Interval = [low: number, high: number];

/** Why: codes for workflow histories and machines, in the order of precedence in which they can decide. */
export const gateReasons = [
  'hard_case_lost',
  'previously_rolled_back',
  'harm_on_critical_slice',
  'harm_on_slice',
  'format_drift',
  'cost_over_limit',
  'latency_over_limit',
  'goal_missed',
  'non_inferior',
  'improved',
  'goal_reached',
  'harm_within_margin',
  'harm_significant',
  'no_cases',
  'incomplete',
  'contaminated',
  'judge_not_trusted',
  'critical_slice_missing',
  'not_shown_overall',
  'not_shown_anchor',
  'not_shown_on_critical_slice',
  'goal_not_shown',
] as const;
export type GateReason = (typeof gateReasons)[number];

/**
 * pass: holds; fail: shown to be broken; open: neither could be shown, more cases may; warn: worth a look, blocks nothing;
 * not_run: nothing to test, or the policy asks for nothing.
 */
export type CriterionStatus = 'pass' | 'fail' | 'open' | 'warn' | 'not_run';

export type GateCriterion = {
  /** Stable; one of a slice or form carries it after a colon. */
  name: string;
  status: CriterionStatus;
  /** In the unit of `limit`: a difference of scores (fraction), a ratio, a count or a coefficient. */
  observed: number | null;
  /** What the policy tolerates or demands. */
  limit: number | null;
  /** The interval that agrees with the test: it decides by lying on one side of `limit`. */
  interval: Interval | null;
  p: number | null;
  /** Cases it was tested on. */
  n: number;
  /** As it stands, it keeps the candidate from being promoted. */
  blocking: boolean;
  /** What the sentence says, for reports in other languages. Decisions that older versions stored have none. */
  facts?: CriterionFacts;
  /** The facts in English; no text of a user, no case ids. */
  sentence: string;
};

/** A criterion before it is put into words. */
export type TestedCriterion = Omit<GateCriterion, 'facts' | 'sentence'> & { facts: CriterionFacts };

/** How two candidates stand on the same cases: all of a suite, or those of a slice. */
type Compared = {
  /** Cases, lost and gained ones: scored lower or higher than the champion's. */
  n: number;
  lost: number;
  gained: number;
  /** Mean scores, fractions. */
  champion: number;
  candidate: number;
  /** candidate - champion. */
  delta: number;
  /** 95 % interval of `delta`. */
  ci: Interval;
  /** Of the test against "worse by the margin or more". */
  p_noninferior: number;
  /** One-sided, of "worse at all". */
  p_harm: number;
};

export type GateSlice = Compared & {
  name: string;
  role: SliceRole;
  margin: number;
  /** Over its family: Holm with critical and guarded slices, Benjamini-Hochberg with exploratory ones. */
  p_harm_adjusted: number;
  /** Cases below which a critical slice is left to hard cases and harm. */
  min_cases: number;
  status: CriterionStatus;
  sentence: string;
};

/** The decision with every test behind it; `--json` prints it as it is. */
export type GateVerdict = Compared & {
  verdict: Verdict;
  /** The verdict for a person: what, on what, and what to do next. */
  sentence: string;
  /** Cases to have in all before the one more look; null where more are not expected to help, or after that look. */
  needed_cases: number | null;
  /** What the policy wants done with an inconclusive verdict; null for the others. */
  next: 'hold' | 'extend' | 'ask' | null;
  /** In order of precedence; the first decided. */
  reasons: GateReason[];
  criteria: GateCriterion[];
  /** Worst first. */
  slices: GateSlice[];
  /** Ids, in code unit order. */
  cases: { lost: string[]; gained: string[]; hard_lost: string[]; flaky: string[] };
};
