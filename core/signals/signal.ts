export type SignalWeight = 'high' | 'medium';

/** Why an interaction is suspicious. `detail` holds numbers and field names, never a user's text. */
export type Signal = { code: string; detail: string; weight: SignalWeight };

/** What signals are computed from: numbers about one interaction and its current feedback. */
export type SignalInput = {
  rating: number | null;
  thumbs: 'up' | 'down' | null;
  hasFeedbackText: boolean;
  toolErrors: number;
  replyLength: number;
};
