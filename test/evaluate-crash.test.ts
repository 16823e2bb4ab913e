import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluationsOf } from '../adapters/store/evaluations.ts';
import { evaluatedAgent } from './support/evaluation-scene.ts';
import { startEvaluationScene, type EvaluationScene } from './support/evaluation-worker.ts';
import { startWorkerProcess } from './support/worker-process.ts';

let scene: EvaluationScene;

beforeAll(async () => {
  scene = await startEvaluationScene({ worker: false, latencyMs: 20 });
});
afterAll(() => scene.close());

test('a worker that is killed while it asks costs at most the questions under way: nothing else is asked twice', { timeout: 180_000 }, async () => {
  const [cases, concurrency, lanes] = [300, 4, 2];
  const first = await startWorkerProcess(scene.env);
  const { suite, candidate, evaluate, championId } = await evaluatedAgent(scene, { evaluate: { batch_size: 150, concurrency } });
  await suite(Array.from({ length: cases }, (_, index) => ({ question: `number ${index}` })));
  const id = await candidate('candidate');
  const run = await evaluate([id]);
  await expect.poll(() => scene.provider.asked.length, { interval: 10, timeout: 90_000 }).toBeGreaterThan(150);
  await first.kill();
  const second = await startWorkerProcess(scene.env);
  try {
    await run.result();
    const { asked } = scene.provider;
    expect(asked.length).toBeGreaterThanOrEqual(2 * cases);
    expect(asked.length).toBeLessThanOrEqual(2 * cases + concurrency * lanes);
    const summaries = await evaluationsOf(scene.pool, run.cycleId);
    expect(summaries.map(({ candidateId, summary }) => [candidateId, summary.n, summary.passed, summary.errors])).toEqual([[championId, cases, cases, 0], [id, cases, cases, 0]]);
  } finally {
    await second.stop();
  }
});
