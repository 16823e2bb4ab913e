import { randomUUID } from 'node:crypto';
import { InputError } from '../../core/errors/input-error.ts';
import type { Feedback } from '../../core/interaction/feedback.ts';
import { readLoggedInteraction } from '../../core/interaction/logged.ts';
import { feedbackRow } from '../../core/interaction/formats/feedback-row.ts';
import type { Interaction } from '../../core/interaction/interaction.ts';
import { feedbackKey, interactionKeyOfId } from '../../core/interaction/key.ts';
import { redactFeedback, redactInteraction } from '../../core/privacy/redact-row.ts';
import { createRedactor } from '../../core/privacy/redact-text.ts';
import type { Redactor } from '../../core/privacy/redact-text.ts';
import { getAgent } from './agents.ts';
import type { Pool } from './database.ts';
import { storeFeedback } from './feedback.ts';
import { bindPseudonymKey } from './installation.ts';
import { storeInteractions } from './interactions.ts';

/** An exchange as the application saw it; `user` and `session` are its own ids. Give an `id` where a call may be repeated. */
export type LoggedInteraction = Omit<Interaction, 'key'> & { id?: string };
/** What a user said. Give `at` where users may change their mind and back: without it, equal feedback is a repeated call. */
export type LoggedFeedback = Omit<Feedback, 'key' | 'interactionKey'> & { interactionId: string };

export type InteractionLog = {
  /**
   * Redacts and stores one exchange; returns the id that feedback refers to. The same id again changes nothing.
   *
   * @throws InputError when it is not one, before anything is stored
   */
  logInteraction: (interaction: LoggedInteraction) => Promise<string>;
  /**
   * Redacts and stores what a user said, also before its interaction is there. The same feedback again changes nothing.
   *
   * @throws InputError when it says nothing, or a rating that there is not
   */
  recordFeedback: (feedback: LoggedFeedback) => Promise<void>;
};

/**
 * What an application calls in production. The first call throws an InputError when the agent was never applied, or
 * the database was filled under another pseudonym key.
 *
 * @example
 * const log = openInteractionLog({ pool, agent: 'support', pseudonymKey });
 * const id = await log.logInteraction({ messages, reply, model: 'gpt-x', user: 'ana@shop', session: '42' });
 * await log.recordFeedback({ interactionId: id, rating: 1, text: 'wrong order' });
 */
export function openInteractionLog(target: { pool: Pool; agent: string; pseudonymKey: string }): InteractionLog {
  const { pool, agent, pseudonymKey } = target;
  let checked: Promise<Redactor> | undefined;
  const check = (): Promise<Redactor> =>
    (checked ??= checkTarget(target).catch((error: unknown) => {
      // The next call looks again: the database may be back, the agent applied.
      checked = undefined;
      throw error;
    }));
  return {
    async logInteraction({ id: given, ...raw }) {
      const read = readLoggedInteraction({ id: given, ...raw, at: (raw.at ?? new Date()).toISOString() });
      if ('fault' in read) throw new InputError(read.fault);
      const redactor = await check();
      const id = read.id ?? randomUUID();
      const { interaction } = redactInteraction(read.interaction, pseudonymKey, redactor);
      await storeInteractions(pool, agent, [{ ...interaction, key: interactionKeyOfId(id) }]);
      return id;
    },
    async recordFeedback({ interactionId, ...raw }) {
      const read = feedbackRow.parse({ ...raw, interaction_id: interactionId, at: raw.at?.toISOString() });
      if ('fault' in read) throw new InputError(read.fault);
      if (read.kind !== 'feedback') throw new Error('a row of feedback that is none');
      const redactor = await check();
      const { feedback } = redactFeedback(read.feedback, pseudonymKey, {}, redactor);
      const keyed = { ...feedback, interactionKey: interactionKeyOfId(read.interactionId) };
      await storeFeedback(pool, agent, [{ ...keyed, key: feedbackKey(keyed) }]);
    },
  };
}

async function checkTarget({ pool, agent, pseudonymKey }: { pool: Pool; agent: string; pseudonymKey: string }): Promise<Redactor> {
  const { config } = await getAgent(pool, agent);
  await bindPseudonymKey(pool, pseudonymKey);
  return createRedactor(config.analyze.redact);
}
