/**
 * What is known about a judge (model, prompt and settings of one record) against people's labels: what a gate asks for before it
 * believes judged results. Null: nothing to compute it from; an unknown is never read as trust.
 */
export type JudgeTrust = {
  /** Interactions that people and this judge both labelled. */
  labels: number;
  /** Cohen's kappa against people, the judge's unreadable answers counted as always wrong. */
  kappa: number | null;
  /** Lower bound of its two-sided 95 % interval. */
  kappaLow: number | null;
  /** Days since the newest of these labels was given. */
  ageDays: number | null;
  /** Share of this judge's answers that could not be read, over all that it was asked, 0 to 1. */
  parseFailureRate: number;
};
