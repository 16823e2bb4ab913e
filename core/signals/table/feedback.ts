import { isLowRating } from '../../interaction/feedback.ts';
import type { SignalDefinition } from './definition.ts';

export const feedbackSignals: readonly SignalDefinition[] = [
  {
    code: 'user_feedback_low',
    family: 'feedback',
    role: 'primary',
    applies: ({ rating, thumbs }) => rating !== null || thumbs !== null,
    fires({ rating, thumbs, hasFeedbackText }, _config, { lowRating }) {
      const low = isLowRating(rating, lowRating);
      if (!low && thumbs !== 'down') return undefined;
      return {
        // Somebody who also wrote why has thought about it.
        weight: hasFeedbackText ? 'high' : 'medium',
        evidence: [low ? { field: 'rating', value: rating ?? 0, limit: lowRating } : { field: 'thumbs', value: 'down' }, { field: 'feedback_text', value: hasFeedbackText }],
      };
    },
  },
];
