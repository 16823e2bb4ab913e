/**
 * What signals are computed from: numbers and labels about one interaction, its feedback and its place in its session.
 * Null: not known, so that a signal that reads it cannot fire. A failed judge's call is null, never 0.
 */
export type SignalFacts = {
  queryLength: number;
  /** Null where the reply calls a tool, or where the log ends before it: it may be fine, only nobody wrote it down. */
  responseLength: number | null;
  toolSuccess: number;
  toolFail: number;
  totalTokens: number | null;
  latencyMs: number | null;
  perplexity: number | null;
  /** 1 (worst) to 5 (best). */
  rating: number | null;
  thumbs: 'up' | 'down' | null;
  /** Whether somebody also wrote why, or what would have been right. */
  hasFeedbackText: boolean;
  /** Scores from 0 to 1, with the judge's recommendation. */
  analysis: Verdict | null;
  quality: Verdict | null;
  difficulty: number | null;
  sentiments: readonly string[];
  /** Axes of the dialogue from 1 (worst) to 5. */
  axes: Readonly<Record<string, number>>;
  /** The user asked the same again right after; null where the next turn is not known. */
  askedAgain: boolean | null;
  /** The session ended here, on an error; null where the session is not known. */
  endedOnError: boolean | null;
};

export type Verdict = { score: number; recommendation: string | null };

/** Nothing known but the lengths: what the others are added to. */
export const unknownFacts: SignalFacts = {
  queryLength: 0, responseLength: 0, toolSuccess: 0, toolFail: 0, totalTokens: null, latencyMs: null, perplexity: null, rating: null, thumbs: null,
  hasFeedbackText: false, analysis: null, quality: null, difficulty: null, sentiments: [], axes: {}, askedAgain: null, endedOnError: null,
};
