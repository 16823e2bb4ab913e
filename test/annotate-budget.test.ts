import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { spentBy } from '../adapters/store/ledger.ts';
import { annotateAll, openAnnotator, type Annotator, type AnnotatorOptions } from './support/annotator.ts';
import { countRows, plannedCycle, questionsOf } from './support/annotation-scene.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { startScriptedJudge, type ScriptedJudge } from './support/scripted-judge.ts';

let database: TestDatabase;
let pool: Pool;
let judge: ScriptedJudge | undefined;
const annotators: Annotator[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
});
afterEach(async () => {
  await Promise.all(annotators.splice(0).map((annotator) => annotator.close()));
  await judge?.close();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** USD per token as providers publish it: a call of 100 + 50 tokens costs $0.0002. */
const pricing = { prompt: '0.000001', completion: '0.000002' };
const callUsd = 0.0002;

async function start(options: Partial<AnnotatorOptions> = {}, priced: typeof pricing | undefined = pricing): Promise<Annotator> {
  judge ??= await startScriptedJudge(() => ({ afterMs: 5 }), priced);
  const annotator = openAnnotator({ databaseUrl: database.url, providerUrl: judge.url, ...options });
  annotators.push(annotator);
  return annotator;
}
afterEach(() => void (judge = undefined));

test('calls end where the budget ends; the cycle goes on with what was judged, the rest is accounted for and free again', async () => {
  const annotator = await start();
  const { cycleId, batches, planned } = await plannedCycle(pool, 'calls', { questions: questionsOf(40), annotate: { budget: { calls: 13 } } });
  expect([planned, batches]).toEqual([40, 4]);
  const stopped = await annotateAll(annotator, cycleId, { count: batches });
  expect(stopped).toBe('budget');
  expect(judge?.calls).toHaveLength(13);
  expect(await annotator.finish(cycleId, stopped)).toMatchObject({ annotated: 13, failed: 0, skipped: 27 });
  expect(await countRows(pool, `from annotation_plan where cycle_id = $1 and skipped = 'budget'`, [cycleId])).toBe(27);
  expect(await countRows(pool, 'from interactions where agent = $1 and cycle_id is null', ['calls'])).toBe(27);

  // The next cycle has a budget of its own and takes what was left out.
  const next = await plannedCycle(pool, 'calls', { questions: [], cycle: '2' });
  expect(next.planned).toBe(27);
  await annotateAll(annotator, next.cycleId, { count: next.batches });
  expect(judge?.calls).toHaveLength(40);
  expect(new Set(judge?.calls.map(({ question }) => question)).size).toBe(40);
});

test('many workers keep one budget', async () => {
  const workers = [await start(), await start(), await start()];
  const { cycleId, batches } = await plannedCycle(pool, 'workers', { questions: questionsOf(60), annotate: { budget: { calls: 25 }, concurrency: 30 } });
  await Promise.all(workers.map((worker, from) => annotateAll(worker, cycleId, { count: batches, from, of: workers.length })));
  expect(judge?.calls).toHaveLength(25);
  expect(await countRows(pool, 'from annotations where cycle_id = $1', [cycleId])).toBe(25);
});

test('a budget in money or tokens is kept to within what one batch costs, and the ledger says at which price', async () => {
  const annotator = await start();
  const inMoney = await plannedCycle(pool, 'money', { questions: questionsOf(60), annotate: { budget: { usd: 20 * callUsd } } });
  await annotateAll(annotator, inMoney.cycleId, { count: inMoney.batches });
  const spent = await spentBy(pool, inMoney.cycleId, 'annotate');
  expect(spent.costUsd).toBeLessThanOrEqual(20 * callUsd + 10 * callUsd);
  expect(spent.costUsd).toBeCloseTo(spent.calls * callUsd, 9);
  expect(spent.calls).toBeGreaterThan(0);
  const { rows } = await pool.query(`select prompt_price, completion_price, price_as_of::text as day from ledger where cycle_id = $1 limit 1`, [inMoney.cycleId]);
  expect(rows).toEqual([{ prompt_price: 0.000001, completion_price: 0.000002, day: new Date().toISOString().slice(0, 10) }]);

  const inTokens = await plannedCycle(pool, 'tokens', { questions: questionsOf(60), annotate: { budget: { tokens: 20 * 150 } } });
  await annotateAll(annotator, inTokens.cycleId, { count: inTokens.batches });
  const { promptTokens, completionTokens } = await spentBy(pool, inTokens.cycleId, 'annotate');
  expect(promptTokens + completionTokens).toBeLessThanOrEqual(30 * 150);
});

test('without a price a budget in money lets nothing through; without such a budget the cost is unknown, never 0', async () => {
  const unpriced = await startScriptedJudge();
  judge = unpriced;
  const annotator = await start();
  const limited = await plannedCycle(pool, 'limited', { questions: questionsOf(5), annotate: { budget: { usd: 1 } } });
  const stopped = await annotateAll(annotator, limited.cycleId, { count: limited.batches });
  expect(await annotator.finish(limited.cycleId, stopped)).toMatchObject({ annotated: 0, skipped: 5 });
  expect(unpriced.calls).toHaveLength(0);
  expect(await countRows(pool, `from annotation_plan where cycle_id = $1 and skipped = 'price_unknown'`, [limited.cycleId])).toBe(5);

  const free = await plannedCycle(pool, 'unpriced', { questions: questionsOf(5) });
  await annotateAll(annotator, free.cycleId, { count: free.batches });
  expect(await spentBy(pool, free.cycleId)).toMatchObject({ calls: 5, unpriced: 5 });
  expect(await countRows(pool, 'from ledger where cycle_id = $1 and cost_usd is null', [free.cycleId])).toBe(5);
});

test('a price of the worker\'s file wins over none, and over a published one', async () => {
  const annotator = await start({ prices: { as_of: '2026-11-01', usd_per_million_tokens: { judge: { prompt: 3, completion: 15 } } } });
  const { cycleId, batches } = await plannedCycle(pool, 'configured', { questions: questionsOf(2) });
  await annotateAll(annotator, cycleId, { count: batches });
  expect((await spentBy(pool, cycleId)).costUsd).toBeCloseTo(2 * (100 * 3e-6 + 50 * 15e-6), 9);
  expect((await pool.query('select distinct price_as_of::text as day from ledger where cycle_id = $1', [cycleId])).rows).toEqual([{ day: '2026-11-01' }]);
});

test('a question that was asked before is answered out of the store, costs nothing and says so', async () => {
  const annotator = await start();
  const first = await plannedCycle(pool, 'repeated', { questions: questionsOf(6) });
  await annotateAll(annotator, first.cycleId, { count: first.batches });
  expect(judge?.calls).toHaveLength(6);
  // The same questions a day later; a budget of no more than the two new ones.
  const second = await plannedCycle(pool, 'repeated', { questions: [...questionsOf(6), ...questionsOf(2, 'new')], cycle: '2', annotate: { budget: { calls: 2 } } });
  expect(await annotateAll(annotator, second.cycleId, { count: second.batches })).toBe(null);
  expect(judge?.calls).toHaveLength(8);
  expect(await spentBy(pool, second.cycleId)).toMatchObject({ calls: 2, cached: 6 });
  expect(await countRows(pool, `from annotations where cycle_id = $1 and status = 'ok'`, [second.cycleId])).toBe(8);

  const never = await plannedCycle(pool, 'repeated', { questions: questionsOf(3), cycle: '3', annotate: { reuse_answers_for: '0s' } });
  await annotateAll(annotator, never.cycleId, { count: never.batches });
  expect(judge?.calls).toHaveLength(11);
});

test('a stored answer goes when the interaction that it speaks of goes', async () => {
  const annotator = await start();
  const { cycleId, batches } = await plannedCycle(pool, 'erased', { questions: questionsOf(3, 'erased') });
  await annotateAll(annotator, cycleId, { count: batches });
  const kept = () => countRows(pool, `from answers a join interactions i on i.id = a.interaction_id where i.agent = $1`, ['erased']);
  const before = await countRows(pool, 'from answers', []);
  expect(await kept()).toBe(3);
  await pool.query('delete from annotations where cycle_id = $1', [cycleId]);
  await pool.query('delete from interactions where agent = $1', ['erased']);
  expect(await countRows(pool, 'from answers', [])).toBe(before - 3);
});

test('a plan of many questions is cut into fewer, larger batches than configured', async () => {
  const { batches, planned } = await plannedCycle(pool, 'many', { questions: questionsOf(1_001), annotate: { budget_per_cycle: 1_001, batch_size: 1 } });
  expect([planned, batches]).toEqual([1_001, 334]);
});
