import type { Feedback } from '../interaction/feedback.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { OwnIds } from './own-ids.ts';
import { replaceOwnIds } from './own-ids.ts';
import { pseudonym } from './pseudonym.ts';
import type { RedactionCounts, Redactor } from './redact-text.ts';
import { defaultRedactor } from './redact-text.ts';
import { redactValue } from './redact-value.ts';

/**
 * An interaction as it may be stored: every text in it redacted (tool calls and the reply included),
 * `user` and `session` as pseudonyms, and the raw ids replaced where the texts mention them.
 * `key` is left alone: it is the caller's reference. A second pass changes nothing.
 */
export function redactInteraction<T extends Omit<Interaction, 'key'>>(
  interaction: T,
  pseudonymKey: string,
  redactor: Redactor = defaultRedactor,
): { interaction: T; counts: RedactionCounts } {
  const counts: RedactionCounts = {};
  const before = replaceOwnIds(interaction);
  return {
    interaction: {
      ...interaction,
      messages: redactValue(interaction.messages, counts, before, redactor),
      reply: redactValue(interaction.reply, counts, before, redactor),
      ...(interaction.user !== undefined && { user: pseudonym('u', interaction.user, pseudonymKey) }),
      ...(interaction.session !== undefined && { session: pseudonym('s', interaction.session, pseudonymKey) }),
    },
    counts,
  };
}

/**
 * Feedback as it may be stored; see `redactInteraction`. `ids` are the raw ids of the interaction that
 * it came with, where it came with one. Keys are left alone.
 */
export function redactFeedback<T extends Omit<Feedback, 'key' | 'interactionKey'>>(
  feedback: T,
  pseudonymKey: string,
  ids: OwnIds = {},
  redactor: Redactor = defaultRedactor,
): { feedback: T; counts: RedactionCounts } {
  const counts: RedactionCounts = {};
  const before = replaceOwnIds({ session: ids.session, user: feedback.user ?? ids.user });
  return {
    feedback: {
      ...feedback,
      ...(feedback.text !== undefined && { text: redactValue(feedback.text, counts, before, redactor) }),
      ...(feedback.correction !== undefined && { correction: redactValue(feedback.correction, counts, before, redactor) }),
      ...(feedback.outcome !== undefined && { outcome: redactValue(feedback.outcome, counts, before, redactor) }),
      ...(feedback.user !== undefined && { user: pseudonym('u', feedback.user, pseudonymKey) }),
    },
    counts,
  };
}
