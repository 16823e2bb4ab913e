import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { countRows, plannedCycle, questionsOf } from './support/annotation-scene.ts';
import { annotateAll, openAnnotator } from './support/annotator.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { startScriptedJudge, type ScriptedJudge } from './support/scripted-judge.ts';

let database: TestDatabase;
let pool: Pool;
let judge: ScriptedJudge;
/** First every reply is bad, with a correction; then whatever is shown is good. */
let first = true;
let failures = 0;

const bad = JSON.stringify({ verdict: 'bad', error_type: 'style', severity: 'P2', intent: 'ask', corrected_reply: 'A better answer.', confidence: 0.9, cited_fields: [] });
const rows = 60;
const annotator = fileURLToPath(new URL('./support/annotator.ts', import.meta.url));

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  judge = await startScriptedJudge(() => {
    if (first) return { text: bad };
    return failures-- > 0 ? { status: 503 } : { afterMs: 20 };
  });
});
afterAll(async () => {
  await judge.close();
  await pool.end();
  await database.drop();
});

async function judgedCycle(agent: string, annotate: object = {}): Promise<{ cycleId: string; batches: number }> {
  first = true;
  const planned = await plannedCycle(pool, agent, { questions: questionsOf(rows, agent), annotate: { batch_size: 20, retest_per_cycle: 5, random_share: 0.2, ...annotate } });
  const worker = openAnnotator({ databaseUrl: database.url, providerUrl: judge.url });
  await annotateAll(worker, planned.cycleId, { count: planned.batches });
  await worker.close();
  first = false;
  return planned;
}

const verifier = (call: object): ChildProcess =>
  spawn(process.execPath, [annotator, JSON.stringify({ databaseUrl: database.url, providerUrl: judge.url, verify: true, ...call })], { stdio: ['ignore', 'ignore', 'inherit'] });
const settled = async (cycleId: string): Promise<void> => {
  expect(await countRows(pool, `from corrections where cycle_id = $1 and status = 'verified'`, [cycleId])).toBe(rows);
  expect(await countRows(pool, 'from judge_retests r join annotations a on a.id = r.annotation_id where a.cycle_id = $1', [cycleId])).toBe(5);
  expect(await countRows(pool, `from ledger where cycle_id = $1 and key like '%/second/%' and calls = 1`, [cycleId])).toBe(rows);
  expect(await countRows(pool, `from ledger where cycle_id = $1 and key like '%/retest/%' and calls = 1`, [cycleId])).toBe(5);
};

test('workers killed while they look at corrections: each is decided once, and paid once', async () => {
  const { cycleId, batches } = await judgedCycle('killed-verifying');
  for (const answers of [2, 9, 23]) {
    const from = judge.calls.length;
    const worker = verifier({ cycleId, count: batches });
    const gone = once(worker, 'exit');
    while (judge.calls.length < from + answers) await new Promise((resolve) => setTimeout(resolve, 1));
    worker.kill('SIGKILL');
    await gone;
    await pool.query('delete from paces');
  }
  const last = verifier({ cycleId, count: batches });
  expect((await once(last, 'exit'))[0]).toBe(0);
  await settled(cycleId);
});

test('two workers at the same corrections at once decide each of them once', async () => {
  const { cycleId, batches } = await judgedCycle('twice-verifying');
  const both = [verifier({ cycleId, count: batches }), verifier({ cycleId, count: batches })];
  expect(await Promise.all(both.map(async (worker) => (await once(worker, 'exit'))[0] as number))).toEqual([0, 0]);
  expect(await countRows(pool, 'from corrections where cycle_id = $1', [cycleId])).toBe(rows);
});

test('a budget that is spent leaves the corrections to people, and a provider that fails for a while only takes longer', async () => {
  const { cycleId, batches } = await judgedCycle('poor', { budget: { calls: rows + 10 } });
  const worker = openAnnotator({ databaseUrl: database.url, providerUrl: judge.url });
  try {
    failures = 3;
    for (let batch = 0; batch < batches; batch += 1) {
      // Temporal would try again.
      while (!(await worker.verifyCorrections(cycleId, batch).then(() => true, () => false)));
    }
  } finally {
    await worker.close();
  }
  const { rows: counted } = await pool.query<{ status: string; code: string; n: number }>(
    `select c.status, e->>'code' as code, count(*)::int as n from corrections c, jsonb_array_elements(c.checks) e where c.cycle_id = $1 and e->>'check' = 'second_judgement' group by 1, 2 order by 1`,
    [cycleId],
  );
  expect(counted.map(({ status, code }) => [status, code])).toEqual([['proposed', 'second_judge_not_paid'], ['verified', 'second_judge_agrees']]);
  expect(counted.reduce((sum, { n }) => sum + n, 0)).toBe(rows);
  expect(await countRows(pool, `from review_flags where reason = 'second_judge_not_paid'`, [])).toBe(counted[0]!.n);
});
