import { randomUUID } from 'node:crypto';
import { InputError } from '../../core/errors/input-error.ts';
import type { Feedback } from '../../core/interaction/feedback.ts';
import { feedbackRow } from '../../core/interaction/formats/feedback-row.ts';
import type { Interaction } from '../../core/interaction/interaction.ts';
import { feedbackKey, interactionKeyOfId } from '../../core/interaction/key.ts';
import { loggedRow } from '../../core/interaction/logged.ts';
import { createStorableReader } from '../../core/interaction/storable-row.ts';
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
  const { pool, agent } = target;
  let checked: Promise<Rules> | undefined;
  const check = (): Promise<Rules> =>
    (checked ??= checkTarget(target).catch((error: unknown) => {
      // The next call looks again: the database may be back, the agent applied.
      checked = undefined;
      throw error;
    }));
  return {
    async logInteraction({ id: given, messages, reply, model, user, session, at = new Date(), promptTokens, completionTokens, latencyMs, margin, toolErrors }) {
      const { redactor, storable } = await check();
      const row = storable(loggedRow, { id: given, messages, reply, model, user, session, at: at.toISOString(), promptTokens, completionTokens, latencyMs, margin, toolErrors });
      if ('fault' in row) throw new InputError(row.fault);
      if (row.kind !== 'interaction') throw new Error('a logged interaction that is none');
      const id = row.id ?? randomUUID();
      await storeInteractions(pool, agent, [{ ...row.interaction, key: interactionKeyOfId(id, redactor) }]);
      return id;
    },
    async recordFeedback({ interactionId, at, rating, thumbs, text, correction, outcome, user }) {
      const { redactor, storable } = await check();
      const row = storable(feedbackRow, { interaction_id: interactionId, at: at?.toISOString(), rating, thumbs, text, correction, outcome, user });
      if ('fault' in row) throw new InputError(row.fault);
      if (row.kind !== 'feedback') throw new Error('a row of feedback that is none');
      const keyed = { ...row.feedback, interactionKey: interactionKeyOfId(row.interactionId, redactor) };
      await storeFeedback(pool, agent, [{ ...keyed, key: feedbackKey(keyed) }]);
    },
  };
}

/** The agent's rules, and what makes rows storable under them. */
type Rules = { redactor: Redactor; storable: ReturnType<typeof createStorableReader> };

async function checkTarget({ pool, agent, pseudonymKey }: { pool: Pool; agent: string; pseudonymKey: string }): Promise<Rules> {
  const { config } = await getAgent(pool, agent);
  await bindPseudonymKey(pool, pseudonymKey);
  const redactor = createRedactor(config.analyze.redact);
  return { redactor, storable: createStorableReader({ redactor, pseudonymKey }) };
}
