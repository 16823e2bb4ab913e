import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChampion } from '../adapters/store/champions.ts';
import { cycleCandidates } from '../adapters/store/cycle-candidates.ts';
import { cycleStages, getCycle } from '../adapters/store/cycles.ts';
import { remediesOf } from '../adapters/store/remedies.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { textOfWorkflow } from './support/history-text.ts';
import { serve } from './support/served-agent.ts';

let flywheel: TestFlywheel;
const traffic = supportTraffic({ seed: 5, count: 480 });

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

test('with too few samples held out to choose by, nothing is tried and the cycle says so', async () => {
  await flywheel.apply({
    train: { trainer: 'none', base_model: 'none' },
    balance: { val_share: 0.1, intent_min_samples: 5 },
    candidates: { prompt: {} },
  });
  await flywheel.suite(traffic.slice(320));
  await serve(flywheel.pool, flywheel.agent, traffic.slice(0, 40), 'few');
  expect(await (await flywheel.start()).result()).toEqual({ outcome: 'nothing_to_learn', reason: 'too_few_validation_samples' });
  expect((await flywheel.pool.query('select 1 from search_answers')).rowCount).toBe(0);
});

test('where nothing can be trained a cycle ends with a better prompt, gated and released, and no case of the suite was seen before the gate', async () => {
  await flywheel.apply({
    train: { trainer: 'none', base_model: 'none' },
    balance: { val_share: 0.25, intent_min_samples: 5 },
    candidates: { prompt: { max_examples: 40, trials: 2, rounds: 2, probe: 30 } },
  });
  await serve(flywheel.pool, flywheel.agent, traffic.slice(40, 320), 'a');
  const run = await flywheel.start();
  const result = await run.result();
  expect(result).toMatchObject({ verdict: 'promote' });
  await expect.poll(async () => (await getCycle(flywheel.pool, run.id)).outcome).toBe('promoted');

  const champion = await findChampion(flywheel.pool, flywheel.agent);
  expect(champion).toMatchObject({ id: result.candidateId, model: 'sandbox-large', training_key: null, routing: null });
  expect(champion?.examples.length).toBeGreaterThan(10);
  expect(await flywheel.jobs()).toEqual([]);
  const [made] = await cycleCandidates(flywheel.pool, run.id);
  expect(made).toMatchObject({ kind: 'prompt', gated: true });
  expect(made?.note['right']).toBeGreaterThan(made?.note['before'] as number);

  const { rows } = await flywheel.pool.query(
    `select a.sample_id from search_answers a join samples s on s.id = a.sample_id join suite_cases c on c.fingerprint = s.fingerprint and c.fingerprint <> ''`,
  );
  expect(rows).toEqual([]);
  const shown = await flywheel.pool.query(`select t.trial from prompt_trials t join samples s on s.id = any(t.sample_ids) join split_seals k on k.agent = s.agent and k.key = 'item:' || s.id where k.side <> 'train'`);
  expect(shown.rows).toEqual([]);
  expect((await remediesOf(flywheel.pool, run.id)).some(({ remedy }) => remedy === 'prompt')).toBe(true);
  const seen = await textOfWorkflow(flywheel.client, run.id);
  expect(traffic.filter(({ text, reply }) => seen.includes(text) || seen.includes(reply))).toEqual([]);
  const stages = await cycleStages(flywheel.pool, run.id);
  expect(stages['train']).toMatchObject({ candidateId: result.candidateId, model: 'sandbox-large' });
});
