import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCandidate } from '../adapters/store/candidates.ts';
import { cycleCandidates } from '../adapters/store/cycle-candidates.ts';
import { decisionsOf } from '../adapters/store/decisions.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { tune } from './support/sandbox-provider.ts';
import { serve } from './support/served-agent.ts';

let flywheel: TestFlywheel;
const traffic = supportTraffic({ seed: 6, count: 560 });

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
});
afterAll(() => flywheel.close());

test('of a poor prompt and good rules, both before the same gate, the rules are released: a cheap model answers what it can', async () => {
  const client = new OpenAI({ apiKey: 'none', baseURL: flywheel.provider.url, maxRetries: 0 });
  const [large, small] = await Promise.all([tune(client, traffic.slice(0, 220)), tune(client, traffic.slice(0, 220), { model: 'sandbox-small' })]);
  await flywheel.apply({
    agent: { name: flywheel.agent, champion: { model: large } },
    train: { trainer: 'none', base_model: 'none' },
    balance: { val_share: 0.5, intent_min_samples: 5 },
    // A model that was never trained, with a few demonstrations: better than without, far worse than the champion.
    candidates: { routing: { models: [small], larger: 'champion' }, prompt: { model: 'sandbox-large', trials: 1, rounds: 1, max_examples: 20 } },
    gate: { margin: 0.1 },
  });
  await flywheel.suite(traffic.slice(400));
  await serve(flywheel.pool, flywheel.agent, traffic.slice(220, 400), 'a');
  const run = await flywheel.start();
  const { candidateId = '' } = await run.result();

  const candidates = await cycleCandidates(flywheel.pool, run.id);
  expect(candidates.map(({ kind, gated }) => [kind, gated])).toEqual([['prompt', true], ['routing', true]]);
  const made = candidates[1];
  expect(made?.candidateId).toBe(candidateId);
  const decisions = await decisionsOf(flywheel.pool, run.id);
  const verdicts = Object.fromEntries(decisions.map(({ candidate_id: id, verdict, released }) => [id, { verdict, released }]));
  expect(verdicts).toEqual({ [candidates[0]!.candidateId]: { verdict: 'reject', released: false }, [candidateId]: { verdict: 'promote', released: true } });
  const { right, before, costUsd, costBeforeUsd } = made!.note as { right: number; before: number; costUsd: number; costBeforeUsd: number };
  expect(right).toBeGreaterThanOrEqual(before);
  expect(costUsd).toBeLessThan(0.9 * costBeforeUsd);
  const candidate = await getCandidate(flywheel.pool, candidateId);
  expect(candidate.model).toBe(small);
  expect(new Set(candidate.routing?.rules.map(({ model }) => model))).toEqual(new Set([large]));
  const asked = await flywheel.pool.query('select distinct model from results where candidate_id = $1', [candidateId]);
  expect(asked.rows.map(({ model }: { model: string }) => model).sort()).toEqual([large, small].sort());
});
