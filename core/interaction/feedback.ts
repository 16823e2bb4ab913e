/**
 * What a user (or a late business outcome) said about an interaction. It may come late, twice, out of
 * order, and before the interaction itself: the latest by `at` counts.
 */
export type Feedback = {
  /** Makes a repeated delivery harmless. */
  key: string;
  interactionKey: string;
  at?: Date;
  /** 1 (worst) to 5 (best). */
  rating?: number;
  thumbs?: 'up' | 'down';
  text?: string;
  /** What the reply should have been, in the user's words: evidence, never a training target alone. */
  correction?: string;
  outcome?: { name: string; value: number | string | boolean };
  /** Pseudonym of whoever gave it. */
  user?: string;
};

/** A rating that counts as low. An unrated interaction is never low-rated. */
export const isLowRating = (rating: number | null | undefined, atMost: number): boolean =>
  rating !== null && rating !== undefined && rating <= atMost;
