import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareActivities } from '../activities/compare.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { storeResults } from '../adapters/store/results.ts';
import { settingsKey } from '../core/evaluation/settings-key.ts';
import { createDependencies } from '../worker/dependencies.ts';
import { evaluatedAgent } from './support/evaluation-scene.ts';
import { startEvaluationScene, type EvaluationScene } from './support/evaluation-worker.ts';

let scene: EvaluationScene;

beforeAll(async () => {
  scene = await startEvaluationScene({ worker: false, latencyMs: 20 });
  scene.answers(({ model, text }) => ({ text: model !== 'judge' ? `${model} on ${text}` : JSON.stringify({ why: '', better: text.includes('"first":"champion') ? 'second' : 'first' }) }));
});
afterAll(() => scene.close());

const pairs = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ question: `${name} ${index}`, expected: '', grader: 'pairwise' }));
const askedOfJudge = (): number => scene.provider.asked.filter(({ model }) => model === 'judge').length;

test('two attempts at once, and one after them, ask for each order of a pair once', async () => {
  const cases = 40;
  const agent = await evaluatedAgent(scene);
  const suiteId = await agent.suite(pairs('twice', cases));
  const candidateId = await agent.candidate('candidate');
  const cycleId = `flywheel/${agent.agent}/manual-1`;
  await openCycle(scene.pool, { id: cycleId, agent: agent.agent, agentVersion: 1, runId: 'test', trigger: 'run', cutoff: new Date() });
  const answer = { repeat: 0, score: null, error: null, model: 'm', promptTokens: 1, completionTokens: 1, latencyMs: 1, costUsd: null, route: null, toolCalls: null, judged: null, cycleId };
  for (const [side, reply] of [[agent.championId, 'champion'], [candidateId, 'candidate']] as const) {
    await storeResults(scene.pool, pairs('twice', cases).map(({ question }) => ({ ...answer, candidateId: side, suiteId, settings: settingsKey({ seed: 1 }), caseId: question, reply: `${reply} on ${question}` })));
  }
  const settings = { databaseUrl: scene.env['DATABASE_URL'] ?? '', openAiBaseUrl: scene.provider.url, openAiApiKey: 'none', pseudonymKey: undefined, databaseConnections: 20 };
  const dependencies = createDependencies(settings, scene.client);
  const activities = compareActivities(dependencies);
  const sides = { candidateId, referenceId: agent.championId, suiteId };
  const attempt = () => new MockActivityEnvironment().run(() => activities.comparePairs(cycleId, sides, 0, cases));
  const before = askedOfJudge();
  try {
    await Promise.all([attempt(), attempt()]);
    await attempt();
    expect(await activities.checkPairs(cycleId, sides, cases)).toEqual({ pairs: cases });
  } finally {
    await dependencies.pool.end();
  }
  expect(askedOfJudge() - before).toBe(2 * cases);
  const { rows } = await scene.pool.query('select sum(calls)::int as calls from ledger where cycle_id = $1', [cycleId]);
  expect(rows).toEqual([{ calls: 2 * cases }]);
});
