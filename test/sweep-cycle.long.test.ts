import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCandidate } from '../adapters/store/candidates.ts';
import { cycleCandidates } from '../adapters/store/cycle-candidates.ts';
import { sweepJobs } from '../adapters/store/sweep-jobs.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { serve } from './support/served-agent.ts';

let flywheel: TestFlywheel;
const traffic = supportTraffic({ seed: 5, count: 560 });

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

test('a sweep buys each setting once, stops one that falls behind, and puts the best on validation before the gate', async () => {
  await flywheel.apply({
    train: {
      base_model: 'sandbox-large', poll_from: '50ms', poll_to: '200ms', request_timeout: '10s', lost_answer_wait: '1s',
      // On these rows so much weight decay stops learning after two epochs.
      sweep: { method: 'grid', space: { l2: [0.05], n_epochs: [20] }, max_jobs: 3, concurrency: 1, patience: 2 },
    },
    balance: { val_share: 0.25, intent_min_samples: 5 },
  });
  await flywheel.samples(traffic.slice(0, 260));
  await flywheel.suite(traffic.slice(300));
  await serve(flywheel.pool, flywheel.agent, traffic.slice(260, 300), 'a');
  await flywheel.faults({ slow_epoch_ms: 300 });
  const run = await flywheel.start({ trigger: 'retrain' });
  const { candidateId } = await run.result();

  const jobs = await sweepJobs(flywheel.pool, run.id);
  expect(jobs.map(({ status }) => status)).toEqual(['succeeded', 'stopped_early']);
  expect(jobs[1]?.hyperparameters).toMatchObject({ l2: 0.05, n_epochs: 20, batch_size: 'auto' });
  expect(jobs[0]?.right).toBeGreaterThan(0);
  expect(new Set(jobs.map(({ trainingKey }) => trainingKey)).size).toBe(2);
  const bought = (await flywheel.jobs()).filter(({ metadata }) => jobs.some(({ trainingKey }) => trainingKey === metadata?.['flywheel_key']));
  expect(bought.map(({ status }) => status).sort()).toEqual(['cancelled', 'succeeded']);
  expect(candidateId).toBe(jobs[0]?.candidateId);
  const children = flywheel.client.workflow.list({ query: `ParentWorkflowId = '${run.id}' and WorkflowType = 'sweepJob'` });
  expect(await Array.fromAsync(children)).toHaveLength(2);
});

test('the runners-up of a sweep are registered but not put before the gate', async () => {
  await flywheel.apply({
    train: {
      base_model: 'sandbox-large', poll_from: '50ms', poll_to: '200ms', request_timeout: '10s', lost_answer_wait: '1s',
      sweep: { method: 'random', space: { n_epochs: { min: 1, max: 3, integer: true }, label_smoothing: [0.1, 0.5] }, max_jobs: 3, concurrency: 3 },
    },
    balance: { val_share: 0.25, intent_min_samples: 5 },
  });
  await flywheel.faults({});
  await serve(flywheel.pool, flywheel.agent, traffic.slice(260, 300), 'b');
  const run = await flywheel.start({ trigger: 'retrain' });
  const { candidateId } = await run.result();
  const jobs = await sweepJobs(flywheel.pool, run.id);
  expect(jobs).toHaveLength(3);
  expect(jobs.find((job) => job.candidateId === candidateId)?.right).toBeGreaterThanOrEqual(jobs[0]?.right ?? Infinity);
  const made = await cycleCandidates(flywheel.pool, run.id);
  expect(made.filter(({ gated }) => gated).map((one) => one.candidateId)).toEqual([candidateId]);
  expect(made).toHaveLength(3);
  for (const job of jobs) expect((await getCandidate(flywheel.pool, job.candidateId ?? '')).training_key).toBe(job.trainingKey);
});
