import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChampion } from '../adapters/store/champions.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { findDecision } from '../adapters/store/decisions.ts';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel, type Turn } from './support/flywheel.ts';

let flywheel: TestFlywheel;
const traffic = supportTraffic({ seed: 1, count: 900 });
const asked = traffic.slice(0, 600);

/** Interactions as a poor agent would leave them: every third reply is wrong, and half of those are complained about. */
async function serve(turns: readonly Turn[], prefix: string): Promise<void> {
  await storeInteractions(
    flywheel.pool,
    flywheel.agent,
    turns.map((turn, index) => ({
      key: `${prefix}-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)), model: 'sandbox-large',
      messages: [{ role: 'user', content: turn.text }], reply: index % 3 === 0 ? 'I am not sure.' : turn.reply, margin: (index % 10) / 10,
    })),
  );
  const rated = turns.flatMap((_, index) => (index % 6 === 0 ? [{ key: `${prefix}-f${index}`, interactionKey: `${prefix}-${index}`, rating: 1 }] : []));
  await storeFeedback(flywheel.pool, flywheel.agent, rated);
}

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

test('a cycle turns logged interactions into a better champion', async () => {
  await flywheel.apply();
  await flywheel.suite(traffic.slice(600));
  await serve(asked, 'a');
  const run = await flywheel.start();
  const result = await run.result();
  expect(result).toMatchObject({ outcome: 'releasing', verdict: 'promote' });

  await expect.poll(async () => (await getCycle(flywheel.pool, run.id)).outcome).toBe('promoted');
  expect((await findChampion(flywheel.pool, flywheel.agent))?.id).toBe(result.candidateId);
  const decision = await findDecision(flywheel.pool, run.id);
  expect(decision?.evidence).toMatchObject({ n: 300, lost: 0 });
  expect(decision?.evidence.delta).toBeGreaterThan(0.4);
});
