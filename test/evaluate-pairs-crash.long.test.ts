import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluationsOf } from '../adapters/store/evaluations.ts';
import { evaluatedAgent } from './support/evaluation-scene.ts';
import { startEvaluationScene, type EvaluationScene } from './support/evaluation-worker.ts';
import { startWorkerProcess } from './support/worker-process.ts';

let scene: EvaluationScene;

beforeAll(async () => {
  scene = await startEvaluationScene({ worker: false, latencyMs: 20 });
  scene.answers(({ model, text }) => ({ text: model !== 'judge' ? `${model} on ${text}` : JSON.stringify({ why: '', better: text.includes('"first":"champion') ? 'second' : 'first' }) }));
});
afterAll(() => scene.close());

const pairs = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ question: `${name} ${index}`, expected: '', grader: 'pairwise' }));
const askedOfJudge = (): number => scene.provider.asked.filter(({ model }) => model === 'judge').length;

test('a worker that is killed while pairs are compared costs at most the questions under way', { timeout: 180_000 }, async () => {
  const [cases, concurrency, lanes] = [150, 4, 2];
  const first = await startWorkerProcess(scene.env);
  const { suite, candidate, evaluate } = await evaluatedAgent(scene, { evaluate: { batch_size: 75, concurrency } });
  await suite(pairs('killed', cases));
  const id = await candidate('candidate');
  const before = askedOfJudge();
  const run = await evaluate([id]);
  await expect.poll(() => askedOfJudge() - before, { interval: 10, timeout: 90_000 }).toBeGreaterThan(60);
  await first.kill();
  const second = await startWorkerProcess(scene.env);
  try {
    await run.result();
    expect(askedOfJudge() - before).toBeGreaterThanOrEqual(2 * cases);
    expect(askedOfJudge() - before).toBeLessThanOrEqual(2 * cases + concurrency * lanes);
    const report = (await evaluationsOf(scene.pool, run.cycleId)).find(({ candidateId }) => candidateId === id)?.report;
    expect(report?.pairs).toMatchObject({ pairs: cases, compared: cases, consistent: cases });
    expect(report?.paired).toMatchObject({ n: cases, gained: cases });
  } finally {
    await second.stop();
  }
});
