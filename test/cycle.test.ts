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

test('after the end the Temporal UI still shows the stages, and runs can be filtered by verdict and model', async () => {
  await flywheel.apply();
  await flywheel.suite(traffic.slice(600));
  await serve(asked.slice(0, 200), 'ui');
  const run = await flywheel.start({ trigger: 'retrain' });
  const result = await run.result();
  const handle = flywheel.client.workflow.getHandle(run.id);

  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  const stages = currentDetails.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|')[1]?.trim());
  expect(stages).toEqual(['stage', 'collect', 'annotate', 'balance', 'train', 'evaluate', 'release']);
  expect(currentDetails).toMatch(/\| train \| candidate c-[0-9a-f]{16} \| \$\d+\.\d{4} \| \d+\.\d s \|/);

  const { typedSearchAttributes } = await handle.describe();
  const found = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(found).toMatchObject({ FlywheelAgent: flywheel.agent, FlywheelStage: 'release', FlywheelTrigger: 'retrain', FlywheelVerdict: result.verdict });
  expect(found['FlywheelModel']).toMatch(/^ft:sandbox-large:/);
});
