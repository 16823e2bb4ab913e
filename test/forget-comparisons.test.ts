import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { registerCandidate } from '../adapters/store/candidates.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { settleComparison, takeComparison } from '../adapters/store/comparisons.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { eraseRows } from '../adapters/store/erase-rows.ts';
import { lockLeases, takeLease } from '../adapters/store/leases.ts';
import { storeSuite } from '../adapters/store/suites.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { poolOfTestFile } from './support/database.ts';

const user = 'u_0123456789abcdef';
const pool = await poolOfTestFile();

/** An agent with one pairwise case of the user and one of somebody else, each compared once. */
async function compared(agent: string): Promise<void> {
  await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'champion' } }, annotate: { judge: 'judge' }, train: { base_model: 'base' } }), 'test');
  const cycleId = `flywheel/${agent}/manual-1`;
  await openCycle(pool, { id: cycleId, agent, agentVersion: 1, runId: 'test', trigger: 'run', cutoff: new Date() });
  const { id, cases } = freezeSuite(agent, [user, 'u_fedcba9876543210'].map((group) => ({ id: group, messages: [{ role: 'user', content: `Help ${group}` }], expected: '', grader: 'pairwise', slices: {}, hard: false, fingerprint: '', group })));
  await storeSuite(pool, { id, cases, agent, name: 'test' });
  for (const { caseId, content } of cases) {
    const key = `${agent}/${caseId}`;
    expect(await takeComparison(pool, { key, agent, content, judge: 'judge', promptVersion: '1', cycleId }, { owner: 'me', leaseMs: 1_000 })).toBe('taken');
    await settleComparison(pool, key, { better: 'first', error: null });
  }
}

/** A candidate that has learned from the user. */
async function train(agent: string): Promise<void> {
  const datasetId = `d-${agent}`;
  await pool.query(`insert into samples (id, agent, origin, messages, reply, intent, fingerprint, contributor) values ($1, $1, 'import', '[]', 'r', 'i', 'f', $2)`, [agent, user]);
  await pool.query(`insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ($1, $2, $3, 1, 1, true, '{}')`, [datasetId, agent, `flywheel/${agent}/manual-1`]);
  await pool.query('insert into dataset_rows (dataset_id, sample_id, copies, weight) values ($1, $2, 1, 1)', [datasetId, agent]);
  await registerCandidate(pool, { agent, model: 'tuned', baseModel: null, systemPrompt: null, examples: [], datasetId, trainingKey: null, cycleId: null });
}
const left = async (agent: string): Promise<string[]> => (await pool.query<{ key: string }>('select key from comparisons where agent = $1 order by 1', [agent])).rows.map(({ key }) => key.split('/')[1]!);
const forget = () => inTransaction(pool, async (db) => {
  const id = randomUUID();
  await db.query(`insert into erasures (id, subject, by, why) values ($1, $2, 'test', 'asked')`, [id, user]);
  return eraseRows(db, user, id);
});

test('what was judged of a user\'s case goes with it; a candidate that saw the user loses every comparison', async () => {
  await compared('untouched');
  await compared('trained');
  await train('trained');
  expect((await forget()).counts).toMatchObject({ comparisons: 3, suite_cases: 2 });
  expect([await left('untouched'), await left('trained')]).toEqual([['u_fedcba9876543210'], []]);
});

test('while a user is erased no cycle begins where the user was, and others begin', async () => {
  for (const agent of ['around', 'elsewhere']) await compared(agent);
  const take = (agent: string) => takeLease(pool, agent, { cycleId: `flywheel/${agent}/manual-1`, runId: 'test' });
  let waiting: Promise<boolean> | undefined;
  await inTransaction(pool, async (db) => {
    await lockLeases(db, ['around']);
    waiting = take('around');
    expect(await take('elsewhere')).toBe(true);
    await expect.poll(async () => (await pool.query(`select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`)).rowCount).toBe(1);
    expect((await db.query(`select agent from leases where agent in ('around', 'elsewhere')`)).rows).toEqual([{ agent: 'elsewhere' }]);
  });
  expect(await waiting).toBe(true);
});
