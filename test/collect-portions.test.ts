import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectActivities } from '../activities/collect.ts';
import { cycleActivities } from '../activities/cycle.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { skipUnjudged, unjudged } from '../adapters/store/annotation-plan.ts';
import { countAnnotations } from '../adapters/store/annotations.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
/** One connection: whatever holds one while it asks for another comes to a stop. */
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 1);
  for (const agent of ['old', 'new']) await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'm' } }, annotate: { judge: 'j' }, train: { base_model: 'm' } }), 'test');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const tables = ['interactions', 'analyses', 'signals', 'annotation_plan', 'annotations'];
const rowsRead = async (): Promise<number> => {
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ read: number }>(`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where relname = any($1)`, [tables]);
  return rows[0]!.read;
};

const plan = `insert into annotation_plan (cycle_id, interaction_id, batch, reason) select cycle_id, id, id % 3, 'rest' from interactions where cycle_id like $1`;
const verdicts = `insert into annotations (interaction_id, cycle_id, judge, prompt_version, status, verdict)
  select id, cycle_id, 'j', 'v', 'ok', 'good' from interactions where cycle_id like $1 and id % 10 >= $2::int`;

test('collecting and judging read a row a few times, though the statistics know neither the cycle nor the agent', async () => {
  for (const table of tables) await pool.query(`alter table ${table} set (autovacuum_enabled = false)`);
  await pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage, ended_at) select 'old-' || n, 'old', 1, 'r', 'schedule', now(), 'release', now() from generate_series(0, 29) n`);
  await pool.query(`insert into interactions (agent, key, at, session_id, messages, reply, cycle_id)
    select 'old', 'old-' || n, now(), 's_' || n / 3, '[{"role": "user", "content": "Where is my parcel?"}]', 'There.', 'old-' || n % 30 from generate_series(1, 20000) n`);
  await pool.query(`insert into analyses (interaction_id, cycle_id, tier, ends_on_error, stats) select id, cycle_id, 'none', false, '{}' from interactions`);
  await pool.query(plan, ['old-%']);
  await pool.query(verdicts, ['old-%', 0]);
  await pool.query(`vacuum analyze ${tables.join(', ')}`);
  const count = 3_000;
  await storeInteractions(pool, 'new', Array.from({ length: count }, (_, n) => ({
    key: `k${n}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, n)), session: `t_${n >> 1}`, messages: [{ role: 'user' as const, content: `Question ${n}` }], reply: 'Yes.',
  })));
  const cycleId = 'flywheel/new/manual-1';
  await cycleActivities({ pool } as unknown as Dependencies).openCycle({ agent: 'new', trigger: 'run', cycleId, runId: 'r', cutoff: new Date(Date.now() + 60_000).toISOString() });
  const stage = collectActivities({ pool } as Dependencies);
  await stage.planCollection(cycleId);
  const before = await rowsRead();
  await stage.collectShard(cycleId, { index: 0, of: 1 });
  const analyzed = await rowsRead();
  await stage.finishCollection(cycleId);
  const collected = await rowsRead();
  expect((analyzed - before) / count).toBeLessThan(10);
  expect((collected - analyzed) / count).toBeLessThan(50);

  await pool.query(plan, [cycleId]);
  await pool.query(verdicts, [cycleId, 1]);
  const planned = await rowsRead();
  expect((await unjudged(pool, cycleId, 0)).length).toBeGreaterThan(0);
  expect((await countAnnotations(pool, cycleId)).annotated).toBeGreaterThan(count / 2);
  await skipUnjudged(pool, cycleId, 'budget');
  expect(((await rowsRead()) - planned) / count).toBeLessThan(20);
}, 60_000);
