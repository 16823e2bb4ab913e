import { isLowRating } from '../interaction/feedback.ts';
import type { CollectConfig } from './config.ts';
import type { Signal, SignalInput } from './signal.ts';

type Detector = { code: string; detect: (input: SignalInput, config: CollectConfig) => Omit<Signal, 'code'> | undefined };

/** Every signal, in the order in which they are reported. A new one is one entry. */
const detectors: readonly Detector[] = [
  {
    code: 'user_feedback_low',
    detect({ rating, thumbs, hasFeedbackText }, { low_rating }) {
      const low = isLowRating(rating, low_rating);
      if (!low && thumbs !== 'down') return undefined;
      // Somebody who also wrote why has thought about it.
      return { detail: low ? `rating ${rating}, at most ${low_rating} is low` : 'thumbs down', weight: hasFeedbackText ? 'high' : 'medium' };
    },
  },
  {
    code: 'tool_error',
    detect: ({ toolErrors }) => (toolErrors > 0 ? { detail: `${toolErrors} failed tool results`, weight: toolErrors > 1 ? 'high' : 'medium' } : undefined),
  },
  {
    code: 'empty_reply',
    detect: ({ replyLength }) => (replyLength === 0 ? { detail: 'the reply is empty', weight: 'high' } : undefined),
  },
];

/** The signals of one interaction; none means that nothing looks wrong, not that it is right. */
export function detectSignals(input: SignalInput, config: CollectConfig): Signal[] {
  return detectors.flatMap(({ code, detect }) => {
    const found = detect(input, config);
    return found ? [{ code, ...found }] : [];
  });
}
