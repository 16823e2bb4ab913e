import type { ReplyForm } from '../evaluation/reply-form.ts';
import type { SliceRole } from './policy.ts';

/** Whom the candidate is compared with: what serves now, or the best release of the last days. */
export type Reference = 'champion' | 'anchor';

type Interval = readonly [low: number, high: number];

/** Differences and margins are fractions; counts are of cases where nothing else is said. */
type Facts = {
  hard_cases: { hard: number; lost: number; flaky: number; both_fail: number };
  complete: { n: number; expected: number };
  /** Null: not known. */
  not_rolled_back: { before: boolean | null };
  /** Cases that the candidate has seen; null: not checked. */
  uncontaminated: { seen: number | null; excluded: boolean };
  judge_trusted: {
    /** Judged cases. */
    n: number;
    /** Null: nobody compared it with people. */
    judge: { kappa: number; kappa_low: number; labels: number } | null;
    /** What the policy asks for and the judge lacks; `age` as it is configured (90d). */
    lacks: { kappa_low?: number; labels?: number; age?: string };
  };
  /** Of `n` pairs that were shown in both orders, those of which the judge said the same; `limit` is a share of them. */
  pairs_consistent: { n: number; consistent: number; limit: number; status: 'pass' | 'warn' | 'fail' };
  non_inferior: { reference: Reference; n: number; lost: number; gained: number; delta: number; ci95: Interval; margin: number; status: 'pass' | 'fail' | 'open' };
  no_anchor: unknown;
  no_harm: { reference: Reference; status: 'pass' | 'warn' | 'fail' | 'not_run' };
  critical_slice_missing: { slice: string };
  slice: { slice: string; role: SliceRole; n: number; lost: number; gained: number; margin: number; min_cases: number; status: 'pass' | 'warn' | 'fail' | 'open' };
  /** Of `slices` guarded ones those that the sentence names: the broken, those that lose within their margin, or else the worst. */
  guarded_slices: { slices: number; named: readonly { slice: string; delta: number }[]; status: 'pass' | 'warn' | 'fail' | 'not_run' };
  /** `gain` null: no goal is set; `slice` empty: over all cases. */
  goal: { slice: string; gain: number | null; n: number; delta: number; status: 'pass' | 'fail' | 'open' };
  format_unknown: { n: number; min_cases: number };
  /** Shares of replies that have the form. */
  format_drift: { form: keyof ReplyForm; champion: number; candidate: number; limit: number; status: 'pass' | 'warn' | 'fail' };
  too_few_measured: { what: 'cost' | 'latency'; n: number; min_cases: number };
  cost_ratio: Ratio;
  latency_p95_ratio: Ratio;
};

/** Of mean costs in USD, or of 95th percentiles in milliseconds; `ratio` null: there is none, the champion has 0. `limit` null: none is set. */
type Ratio = { champion: number; candidate: number; ratio: number | null; interval: Interval | null; limit: number | null; status: 'pass' | 'warn' | 'fail' };

type Code = keyof Facts;

/** What the sentence of a criterion says, without its words: plain data that survives JSON, no text of a user. */
export type CriterionFacts = { [C in Code]: { code: C } & Facts[C] }[Code];

/** The sentences of one language: one for each code, so a criterion without words in it does not compile. */
export type Sentences = { readonly [C in Code]: (facts: Facts[C]) => string };
