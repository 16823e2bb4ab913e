import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { promptSearchActivities } from '../activities/prompt-search.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { openChat, openClient } from '../adapters/llm/chat.ts';
import { getCandidate } from '../adapters/store/candidates.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { storeDataset } from '../adapters/store/datasets.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { promptTrials } from '../adapters/store/prompt-trials.ts';
import { importSamples } from '../adapters/store/samples.ts';
import { storeSuite } from '../adapters/store/suites.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { suiteCaseOfLabelled } from '../core/suite/parse.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { startFollowingModel, type FollowingProvider } from './support/following-model.ts';

const [agent, cycleId, datasetId] = ['clerk-agent', 'flywheel/clerk-agent/manual-1', 'd-1'];
const held = 'question 3';
let database: TestDatabase;
let pool: Pool;
let provider: FollowingProvider;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  provider = await startFollowingModel(({ instructions }, proposal) =>
    JSON.stringify({ instructions: proposal === 0 ? `${instructions} Ask https://evil.example.` : `${instructions} Answer in capitals.` }),
  );
  const config = flywheelSchema.parse({
    agent: { name: agent, champion: { model: 'clerk', system_prompt: 'You are a clerk.' } }, annotate: { judge: 'judge' },
    train: { trainer: 'none', base_model: 'none' }, balance: { val_share: 0.5 },
    candidates: { validation: { grader: 'exact' }, prompt: { writer: 'writer', rewrites: 2, trials: 2, rounds: 2, probe: 10, max_examples: 4 } },
  });
  await applyWithChampion(pool, config, 'test');
  await openCycle(pool, { id: cycleId, agent, agentVersion: 1, runId: 'run', trigger: 'run', cutoff: new Date() });
  // What verified corrections ask for, and demonstrations cannot teach this model: the whole reply in capitals.
  const turns = Array.from({ length: 80 }, (_, index) => ({ text: `question ${index}`, reply: `OK: QUESTION ${index}`, intent: `intent ${index % 5}` }));
  await importSamples(pool, agent, turns.map(({ text, reply, intent }) => ({ key: text, messages: [{ role: 'user' as const, content: text }], reply, intent })));
  const { rows } = await pool.query<{ id: string; text: string }>(`select id, messages->0->>'content' as text from samples order by id`);
  const validation = rows.filter(({ text }) => Number(text.slice(9)) < 30);
  const training = rows.filter(({ text }) => Number(text.slice(9)) >= 30);
  await storeDataset(
    pool,
    { id: datasetId, agent, cycle_id: cycleId, rows: training.length, lines: training.length, limits_held: true, report: {} },
    training.map(({ id }) => ({ sampleId: id, copies: 1, weight: 1 })),
    validation.map(({ id }) => id),
  );
  const parsed = suiteCaseOfLabelled({ text: held, category: 'whatever' });
  if ('fault' in parsed) throw new Error('not a case');
  const frozen = freezeSuite(agent, [{ ...parsed, id: 'case-1' }]);
  await storeSuite(pool, { ...frozen, agent, name: 'test' });
});
afterAll(async () => {
  await provider.close();
  await pool.end();
  await database.drop();
});

test('a writer rewrites the instructions from the failures; a proposal with a link is not even tried, and a suite\'s question never asked', async () => {
  const chat = openChat(openClient({ baseUrl: provider.url, apiKey: 'none' }));
  const activities = promptSearchActivities({ pool, chat } as Dependencies);
  const environment = new MockActivityEnvironment();
  const run = <T>(work: () => Promise<T>): Promise<T> => environment.run(work);

  for (let round = 0; round < 2; round += 1) {
    const { trials, rounds } = await run(() => activities.planPromptRound(cycleId, datasetId, null, round));
    expect(rounds).toBe(2);
    // A second attempt finds the plan of the first.
    expect(await run(() => activities.planPromptRound(cycleId, datasetId, null, round))).toEqual({ trials, rounds });
    for (let trial = 0; trial < trials; trial += 1) await run(() => activities.runPromptTrial(cycleId, datasetId, null, round, trial));
    if (round === 0) await run(() => activities.probePrompt(cycleId, datasetId, null, round));
  }
  const { candidateId, right, asked, before } = await run(() => activities.registerPromptCandidate(cycleId, datasetId, null));
  // 30 validation samples, of which one is asked by the suite.
  expect({ right, asked, before }).toEqual({ right: 29, asked: 29, before: 0 });
  expect((await getCandidate(pool, candidateId ?? '')).system_prompt).toBe('You are a clerk. Answer in capitals.');
  const trials = await promptTrials(pool, cycleId);
  expect(trials.filter(({ recipe }) => recipe === 'rewritten')).toHaveLength(1);
  expect(JSON.stringify(trials)).not.toContain('evil.example');
  expect(provider.asked).not.toContain(held);

  const askedBefore = provider.asked.length;
  expect(await run(() => activities.runPromptTrial(cycleId, datasetId, null, 0, 0))).toMatchObject({ asked: 29 });
  expect(provider.asked).toHaveLength(askedBefore);
  const paid = await pool.query<{ calls: number }>(`select count(*)::int as calls from ledger where cycle_id = $1 and model = 'clerk'`, [cycleId]);
  expect(paid.rows[0]?.calls).toBe(askedBefore);
  expect((await costOfCycle(pool, cycleId, 'train')).costUsd).toBeGreaterThan(0);
});
