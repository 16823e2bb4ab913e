/** Bad cases of one error type and intent in one cycle, as a judge saw them. Counts only. */
export type BadCluster = {
  errorType: string;
  intent: string;
  cases: number;
  /** Judged interactions of the intent in this cycle, good and bad. */
  judged: number;
  /** Cases in which a tool failed or answered with an error. */
  toolErrors: number;
  /** Cases with a reply that a judge wrote and that was verified. */
  corrected: number;
  /** Different right replies among those; more than one for near-equal questions means that nobody knows. */
  distinctCorrections: number;
  /** Interactions, the worst first: what a person looks at. */
  interactionIds: number[];
};

/** What is worth trying. The first three make a candidate; the others are no problem of the model. */
export const remedies = ['prompt', 'routing', 'training', 'tool_fix', 'data_fix', 'watch'] as const;
export type Remedy = (typeof remedies)[number];

/** Codes: they are shown and stored, no text of a user. */
export type Advice = { remedy: Remedy; because: string };
