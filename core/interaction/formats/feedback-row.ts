import { z } from 'zod';
import { faultOf, id, instant, optional, rating, text } from './fields.ts';
import type { RawFeedback, RowFormat } from './format.ts';

const fields = z.object({
  at: optional(instant),
  rating: optional(rating),
  thumbs: optional(z.enum(['up', 'down'], '"up" or "down"')),
  text: optional(text),
  correction: optional(text),
  outcome: optional(
    z.object({ name: text, value: z.union([z.number(), text, z.boolean()], 'a number, a text, true or false') }, 'an object {name, value}'),
  ),
  user: optional(id),
}, 'an object {rating, thumbs, text, correction, outcome}');

/** Feedback, or undefined when it says nothing. */
export function rawFeedback(parsed: z.output<typeof fields>): RawFeedback | undefined {
  const { at, rating: stars, thumbs, text: words, correction, outcome, user } = parsed;
  if (stars === undefined && thumbs === undefined && outcome === undefined && !words && !correction) return undefined;
  return {
    ...(at !== undefined && { at }),
    ...(stars !== undefined && { rating: stars }),
    ...(thumbs !== undefined && { thumbs }),
    ...(words && { text: words }),
    ...(correction && { correction }),
    ...(outcome !== undefined && { outcome }),
    ...(user !== undefined && { user }),
  };
}

/** Feedback that a log row carries itself, as an object. */
export const feedbackFields = fields;

const row = fields.extend({ interaction_id: id });

export const feedbackRow: RowFormat = {
  name: 'feedback',
  needs: '{interaction_id, rating | thumbs | text | correction | outcome}',
  detect: (raw) => 'interaction_id' in raw,
  parse(raw) {
    const parsed = row.safeParse(raw);
    if (!parsed.success) return { fault: faultOf(parsed.error, raw) };
    const interactionId = parsed.data.interaction_id;
    if (interactionId === undefined) return { fault: { field: 'interaction_id', found: '""', expected: 'the id of an interaction' } };
    const feedback = rawFeedback(parsed.data);
    if (feedback === undefined) return { fault: { expected: 'at least one of rating, thumbs, text, correction, outcome' } };
    return { kind: 'feedback', interactionId, feedback };
  },
};
