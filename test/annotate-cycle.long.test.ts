import { afterAll, beforeAll, expect, test } from 'vitest';
import { getAgent } from '../adapters/store/agents.ts';
import { cycleStages, getCycle } from '../adapters/store/cycles.ts';
import { spentBy } from '../adapters/store/ledger.ts';
import type { Forecast } from '../core/spending/forecast.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { forecastNext, type NextCycle } from '../scripts/plan/forecast.ts';
import { countRows } from './support/annotation-scene.ts';
import { openCli, type Cli } from './support/cli.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { serve } from './support/served-agent.ts';

let flywheel: TestFlywheel;
let cli: Cli;
const traffic = supportTraffic({ seed: 11, count: 400, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const suite = traffic.slice(0, 40);
/** Whole cycles, one after the other: a few seconds each, and far more on a machine that does much else. */
const slow = 300_000;

beforeAll(async () => {
  flywheel = await startFlywheel();
  cli = await openCli(flywheel.env);
  await flywheel.answerKey(traffic);
  await flywheel.apply();
  await flywheel.suite(suite);
});
afterAll(async () => {
  await cli.remove();
  await flywheel.close();
});

const planned = async (): Promise<NextCycle> => forecastNext({ pool: flywheel.pool, env: flywheel.env }, flywheel.agent, (await getAgent(flywheel.pool, flywheel.agent)).config);
const ofStage = ({ lines }: Forecast, stage: string) => lines.filter((line) => line.stage === stage);
const total = (lines: readonly { tokens: number }[]): number => lines.reduce((sum, { tokens }) => sum + tokens, 0);

async function cycle(): Promise<string> {
  const run = await flywheel.start();
  await run.result();
  return run.id;
}

/** Of what was planned: judged one way or the other, or left out for a reason. */
async function unaccounted(cycleId: string): Promise<number> {
  return countRows(
    flywheel.pool,
    `from annotation_plan p where cycle_id = $1 and skipped is null and not exists (select 1 from annotations a where a.cycle_id = $1 and a.interaction_id = p.interaction_id)`,
    [cycleId],
  );
}

test('plan tells what the next cycle takes: from the texts before the first, from what was paid after it', async () => {
  await flywheel.apply({ annotate: { judge: 'sandbox-judge', budget_per_cycle: 60, batch_size: 10 } });
  expect(await planned()).toMatchObject({ starts: false, unclaimed: 0 });

  await serve(flywheel.pool, flywheel.agent, traffic.slice(40, 140), 'a');
  const before = await planned();
  expect(before).toMatchObject({ starts: true, unclaimed: 100, forecast: { unknown: [], stops: [] } });
  expect(before.forecast.lines.map(({ stage, basis }) => `${stage} ${basis}`)).toEqual(['annotate estimated', 'train estimated', 'evaluate estimated', 'evaluate estimated']);
  const first = await spentBy(flywheel.pool, await cycle(), 'annotate');
  const guessed = ofStage(before.forecast, 'annotate')[0]!;
  // Before anything was measured the texts alone have to do: a quarter of bytes a token, and an assumed answer.
  expect(guessed.calls! / first.calls).toBeGreaterThan(0.7);
  expect(guessed.calls! / first.calls).toBeLessThan(1.4);
  expect(guessed.tokens / (first.promptTokens + first.completionTokens)).toBeGreaterThan(0.5);
  expect(guessed.tokens / (first.promptTokens + first.completionTokens)).toBeLessThan(2);

  await serve(flywheel.pool, flywheel.agent, traffic.slice(140, 240), 'b');
  const { forecast } = await planned();
  expect(ofStage(forecast, 'annotate')[0]).toMatchObject({ basis: 'measured' });
  const id = await cycle();
  for (const stage of ['annotate', 'evaluate'] as const) {
    const spent = await spentBy(flywheel.pool, id, stage);
    const share = total(ofStage(forecast, stage)) / (spent.promptTokens + spent.completionTokens);
    // Cases that are asked twice (flakes, latencies) and second opinions differ from cycle to cycle.
    expect([stage, share > 0.6 && share < 1.5, share]).toEqual([stage, true, share]);
  }
  const { rows } = await flywheel.pool.query<{ tokens: number; usd: number }>(`select sum(trained_tokens)::float8 as tokens, sum(cost_usd)::float8 as usd from ledger where cycle_id = $1 and stage = 'train'`, [id]);
  expect(total(ofStage(forecast, 'train')) / rows[0]!.tokens).toBeGreaterThan(0.7);
  expect(total(ofStage(forecast, 'train')) / rows[0]!.tokens).toBeLessThan(1.4);
  const { costUsd } = await spentBy(flywheel.pool, id);
  expect(forecast.usd / costUsd).toBeGreaterThan(0.7);
  expect(forecast.usd / costUsd).toBeLessThan(1.4);
}, slow);

test('plan says which limit ends the judging, and that an unknown price is unknown', async () => {
  await serve(flywheel.pool, flywheel.agent, traffic.slice(240, 300), 'limits');
  await flywheel.apply({ annotate: { judge: 'sandbox-judge', budget: { calls: 20 } } });
  const limited = await planned();
  expect(ofStage(limited.forecast, 'annotate')[0]?.calls).toBe(20);
  expect(limited.forecast.stops[0]).toMatch(/^annotate\.budget\.calls of 20 ends judging after about \d+ % of its plan$/);

  await flywheel.apply({ annotate: { judge: 'a-judge-without-a-price', budget: { usd: 1 } } });
  const unknown = await planned();
  expect(unknown.forecast.stops[0]).toMatch(/no price of the judge is known/);
  await flywheel.apply({ annotate: { judge: 'a-judge-without-a-price' } });
  expect(ofStage((await planned()).forecast, 'annotate')[0]?.usd).toBe(null);
  const { stdout } = await cli.run('plan');
  expect(stdout).toMatch(/annotate\s+judging \d+ interactions\s+\d+\s+[\d,]+\s+unknown/);
  expect(stdout).toMatch(/in no sum: the price of judging/);
  expect(await cli.json('plan')).toMatchObject({ code: 0, agent: flywheel.agent, starts: true, forecast: { unknown: [expect.stringMatching(/^the price of judging/)] } });
}, slow);

test('through storms, errors, late and broken answers a cycle ends with every row judged or accounted for', async () => {
  await flywheel.apply({ annotate: { judge: 'sandbox-judge', budget_per_cycle: 60, batch_size: 10, request_timeout: '2s' } });
  const judge = { model: 'sandbox-judge' };
  await flywheel.faults({
    rate_limit: { ...judge, times: 20, retry_after_seconds: 0.2 },
    server_error: { ...judge, of_calls: 0.1 },
    timeout: { ...judge, times: 1, after_ms: 4_000 },
    cut_off: { ...judge, of_calls: 0.15 },
    not_json: { ...judge, of_calls: 0.1 },
  });
  const id = await cycle();
  await flywheel.faults({});
  expect(['releasing', 'promoted', 'rejected', 'inconclusive', 'nothing_to_learn']).toContain((await getCycle(flywheel.pool, id)).outcome);
  expect(await unaccounted(id)).toBe(0);
  const { annotate } = await cycleStages(flywheel.pool, id);
  expect(Number(annotate?.['annotated']) + Number(annotate?.['failed'])).toBe(60);
  expect(await countRows(flywheel.pool, `from ledger where cycle_id = $1 and key ~ '/annotate/[0-9]+$' and calls > 1`, [id])).toBe(0);
}, slow);

test('a judge that likes everything, or one that decides by lot: every row is accounted for, and praise corrects nothing', async () => {
  // A question that was asked before would be answered by the judge of that day.
  await flywheel.apply({ annotate: { judge: 'sandbox-judge', reuse_answers_for: '0s' } });
  await serve(flywheel.pool, flywheel.agent, traffic.slice(300, 360), 'good');
  await flywheel.faults({ always_good: { model: 'sandbox-judge' } });
  const pleased = await cycle();
  expect(await unaccounted(pleased)).toBe(0);
  expect(await countRows(flywheel.pool, `from annotations where cycle_id = $1 and verdict = 'bad'`, [pleased])).toBe(0);
  expect(await countRows(flywheel.pool, `from samples where cycle_id = $1 and origin = 'correction'`, [pleased])).toBe(0);

  await serve(flywheel.pool, flywheel.agent, traffic.slice(340, 400), 'flips');
  await flywheel.faults({ flips: { model: 'sandbox-judge' } });
  const flipping = await cycle();
  await flywheel.faults({});
  expect(await unaccounted(flipping)).toBe(0);
}, slow);
