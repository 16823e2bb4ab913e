import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { spentBy } from '../adapters/store/ledger.ts';
import { countRows, plannedCycle, questionsOf } from './support/annotation-scene.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { startScriptedJudge, type ScriptedJudge } from './support/scripted-judge.ts';

let database: TestDatabase;
let pool: Pool;
let judge: ScriptedJudge;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  judge = await startScriptedJudge(() => ({ afterMs: 20 }));
});
afterAll(async () => {
  await judge.close();
  await pool.end();
  await database.drop();
});

const rows = 150;
const concurrency = 4;
const annotator = fileURLToPath(new URL('./support/annotator.ts', import.meta.url));

function startWorker(call: object): ChildProcess {
  return spawn(process.execPath, [annotator, JSON.stringify({ databaseUrl: database.url, providerUrl: judge.url, ...call })], { stdio: ['ignore', 'ignore', 'inherit'] });
}

test('workers killed again and again: no row is judged or entered twice, and only what was under way can have been paid twice', async () => {
  const { cycleId, batches, planned } = await plannedCycle(pool, 'killed', { questions: questionsOf(rows), annotate: { concurrency, batch_size: 25 } });
  expect(planned).toBe(rows);
  let kills = 0;
  // Each dies after another number of answers, at whatever line it then stands.
  for (const answers of [1, 7, 13, 22, 31]) {
    const from = judge.calls.length;
    const worker = startWorker({ cycleId, count: batches });
    const gone = once(worker, 'exit');
    while (judge.calls.length < from + answers) await new Promise((resolve) => setTimeout(resolve, 1));
    worker.kill('SIGKILL');
    await gone;
    kills += 1;
    // Its places fall free when its leases end; the test need not wait for that.
    await pool.query('delete from paces');
  }
  const last = startWorker({ cycleId, count: batches });
  expect((await once(last, 'exit'))[0]).toBe(0);

  expect(await countRows(pool, `from annotations where cycle_id = $1 and status = 'ok'`, [cycleId])).toBe(rows);
  expect(await countRows(pool, 'from (select distinct interaction_id from annotations where cycle_id = $1) as once', [cycleId])).toBe(rows);
  expect(await countRows(pool, `from ledger where cycle_id = $1 and calls = 1`, [cycleId])).toBe(rows);
  const { calls, lost } = await spentBy(pool, cycleId, 'annotate');
  expect(calls).toBe(rows);
  // Whatever the provider did a second time is known as lost, and there are no more of those than were under way.
  expect(judge.calls.length - rows).toBeLessThanOrEqual(lost);
  expect(lost).toBeLessThanOrEqual(kills * concurrency * 2);
  expect((await pool.query('select calls from spending where cycle_id = $1', [cycleId])).rows).toEqual([{ calls: rows + lost }]);
});
