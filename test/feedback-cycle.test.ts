import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import type { Feedback } from '../core/interaction/feedback.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';

let flywheel: TestFlywheel;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.apply({ trigger: { min_new_interactions: 10_000, improvement_threshold: 5, window: 500 } });
});
afterAll(() => flywheel.close());

type Said = Omit<Feedback, 'key' | 'interactionKey'>;

/** Interactions of one day with what was said about each; times are unique within the agent. */
async function day(name: string, from: number, said: readonly Said[]): Promise<void> {
  await storeInteractions(
    flywheel.pool,
    flywheel.agent,
    said.map((_, index) => ({
      key: `${name}-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, from + index)), model: 'sandbox-large', session: `${name}-${index}`,
      messages: [{ role: 'user' as const, content: `question ${index} of ${name}` }], reply: `answer ${index}`,
    })),
  );
  await storeFeedback(flywheel.pool, flywheel.agent, said.map((one, index) => ({ key: `f-${name}-${index}`, interactionKey: `${name}-${index}`, ...one })));
}

const beliefs = async (name: string) =>
  (await flywheel.pool.query<{ probability: number; codes: string[] }>(
    `select b.probability, array(select e->>'code' from jsonb_array_elements(b.evidence) e) as codes
     from feedback_beliefs b join interactions i on i.id = b.interaction_id where i.key like $1 order by i.id`,
    [`${name}-%`],
  )).rows;

test('a user who always votes 1 starts no training, however often; honest users who complain do', async () => {
  await day('always', 0, Array.from({ length: 60 }, () => ({ rating: 1, user: 'u_always' })));
  await day('honest', 100, Array.from({ length: 60 }, (_, index) => ({ rating: index % 20 === 0 ? 1 : 5, user: `u_${index % 6}` })));
  const quiet = await flywheel.start();
  expect(await quiet.result()).toMatchObject({ outcome: 'nothing_to_learn', reason: 'below_threshold' });

  const { rows } = await flywheel.pool.query<{ user_id: string; low: number; votes: number }>('select user_id, low, votes from user_reliability where agent = $1', [flywheel.agent]);
  const low = new Map(rows.map((row) => [row.user_id, row.low]));
  expect(rows.find(({ user_id }) => user_id === 'u_always')?.votes).toBe(60);
  expect(low.get('u_always')).toBeLessThan(0.25);
  expect(Math.min(...[0, 1, 2, 3, 4, 5].map((user) => low.get(`u_${user}`)!))).toBeGreaterThan(0.5);
  // The same click, believed differently.
  expect((await beliefs('always'))[0]?.probability).toBeLessThan(0.3);
  expect((await beliefs('honest'))[0]?.probability).toBeGreaterThan(0.4);

  await day('complaints', 200, Array.from({ length: 6 }, (_, index) => ({ rating: 1, user: `u_${index}`, text: 'this is wrong' })));
  const loud = await flywheel.start();
  // Enough to learn from: it ends one step later, for want of a suite.
  expect(await loud.result()).toMatchObject({ outcome: 'no_suite' });
});

test('everything that was said and done about an interaction is joined, with its evidence', async () => {
  await day('mixed', 300, [
    { thumbs: 'down', text: '答非所问', correction: 'answer 7', outcome: { name: 'refunded', value: true } },
    { rating: 5, text: 'thanks, solved', outcome: { name: 'resolved', value: true } },
    { outcome: { name: 'page_views', value: 3 } },
  ]);
  await (await flywheel.start()).result();
  const [worst, best, silent] = await beliefs('mixed');
  expect(worst?.codes).toEqual(['thumbs_down', 'complaint', 'correction', 'outcome_bad']);
  expect(worst?.probability).toBe(0.98);
  expect(best?.codes).toEqual(['rating_5', 'praise', 'outcome_good']);
  expect(best?.probability).toBe(0.02);
  expect(silent).toMatchObject({ codes: [], probability: expect.closeTo(0.15, 6) as number });
});
