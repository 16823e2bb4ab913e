import { randomUUID } from 'node:crypto';
import type { Feedback } from '../../core/interaction/feedback.ts';
import type { Interaction } from '../../core/interaction/interaction.ts';
import { feedbackKey, interactionKeyOfId } from '../../core/interaction/key.ts';
import { redactFeedback, redactInteraction } from '../../core/privacy/redact-row.ts';
import type { Pool } from './database.ts';
import { storeFeedback } from './feedback.ts';
import { storeInteractions } from './interactions.ts';

/** An exchange as the application saw it; `user` and `session` are its own ids. Give an `id` where a call may be repeated. */
export type LoggedInteraction = Omit<Interaction, 'key'> & { id?: string };
export type LoggedFeedback = Omit<Feedback, 'key' | 'interactionKey'> & { interactionId: string };

export type InteractionLog = {
  /** Redacts and stores one exchange; returns the id that feedback refers to. The same id again changes nothing. */
  logInteraction: (interaction: LoggedInteraction) => Promise<string>;
  /** Redacts and stores what a user said, also before its interaction is there. The same feedback again changes nothing. */
  recordFeedback: (feedback: LoggedFeedback) => Promise<void>;
};

/**
 * What an application calls in production.
 *
 * @example
 * const log = openInteractionLog({ pool, agent: 'support', pseudonymKey });
 * const id = await log.logInteraction({ messages, reply, model: 'gpt-x', user: 'ana@shop', session: '42' });
 * await log.recordFeedback({ interactionId: id, rating: 1, text: 'wrong order' });
 */
export function openInteractionLog(target: { pool: Pool; agent: string; pseudonymKey: string }): InteractionLog {
  const { pool, agent, pseudonymKey } = target;
  return {
    async logInteraction({ id = randomUUID(), ...raw }) {
      const key = interactionKeyOfId(id);
      const { interaction } = redactInteraction({ ...raw, at: raw.at ?? new Date() }, pseudonymKey);
      await storeInteractions(pool, agent, [{ ...interaction, key }]);
      return id;
    },
    async recordFeedback({ interactionId, ...raw }) {
      const { feedback } = redactFeedback(raw, pseudonymKey);
      const keyed = { ...feedback, interactionKey: interactionKeyOfId(interactionId) };
      await storeFeedback(pool, agent, [{ ...keyed, key: feedbackKey(keyed) }]);
    },
  };
}
