import { applyWithChampion } from '../../adapters/store/champions.ts';
import type { Pool } from '../../adapters/store/database.ts';
import { storeFeedback } from '../../adapters/store/feedback.ts';
import { storeInteractions } from '../../adapters/store/interactions.ts';
import { storeSuite } from '../../adapters/store/suites.ts';
import { flywheelSchema } from '../../core/config/flywheel.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import type { Turn } from './flywheel.ts';

export const wrongReply = 'I am not sure.';

/** Interactions as a poor agent leaves them: every third reply is wrong, and half of those are complained about. */
export async function serve(pool: Pool, agent: string, turns: readonly Turn[], prefix: string): Promise<void> {
  await storeInteractions(
    pool,
    agent,
    turns.map((turn, index) => ({
      key: `${prefix}-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)), model: 'sandbox-large',
      messages: [{ role: 'user', content: turn.text }], reply: index % 3 === 0 ? wrongReply : turn.reply, margin: (index % 10) / 10,
    })),
  );
  await storeFeedback(
    pool,
    agent,
    turns.flatMap((_, index) => (index % 6 === 0 ? [{ key: `${prefix}-f${index}`, interactionKey: `${prefix}-${index}`, rating: 1 }] : [])),
  );
}

/** Freezes a suite of which every turn is a case. */
export async function freeze(pool: Pool, agent: string, turns: readonly Turn[]): Promise<string> {
  const cases = turns.map(({ text, reply, intent }, index) => ({
    id: `case-${index}`, messages: [{ role: 'user' as const, content: text }], expected: reply, intent, hard: false, slices: {}, fingerprint: '',
  }));
  const frozen = freezeSuite(agent, cases);
  await storeSuite(pool, { ...frozen, agent, name: 'test' });
  return frozen.id;
}

/** One more agent in a database that several share: applied, with a suite and interactions to learn from. */
export async function prepareAgent(
  pool: Pool,
  agent: string,
  { asked, suite, growth = {}, train = {}, balance = {}, gate = {}, release = {} }: { asked: readonly Turn[]; suite?: readonly Turn[]; growth?: object; train?: object; balance?: object; gate?: object; release?: object },
): Promise<void> {
  const config = flywheelSchema.parse({
    agent: { name: agent, champion: { model: 'sandbox-large', system_prompt: 'Answer with the reply that helps.' } },
    trigger: { min_new_interactions: 20 },
    annotate: { judge: 'sandbox-judge', batch_size: 10, concurrency: 2 },
    suite: growth,
    balance: { intent_min_samples: 5, ...balance },
    train: { base_model: 'sandbox-large', poll_from: '50ms', poll_to: '500ms', request_timeout: '3s', lost_answer_wait: '1s', ...train },
    evaluate: { batch_size: 20, concurrency: 2 },
    // A busy machine makes either side slow.
    gate: { latency: { tolerated_ms: 60_000 }, ...gate },
    release: { approval: 'automatic', ...release },
  });
  await applyWithChampion(pool, config, 'test');
  if (suite) await freeze(pool, agent, suite);
  await serve(pool, agent, asked, 'a');
}
