import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { inTransaction, openPool, type Pool } from '../adapters/store/database.ts';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
let pool: Pool;
const agent = 'agent';
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 4);
  await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'm' } }, annotate: { judge: 'j' }, train: { base_model: 'm' } }), 'test');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const interaction = (key: string) => ({ key, messages: [{ role: 'user' as const, content: `Question ${key}` }], reply: 'Yes.' });

test('the same rows from two sides, in another order, are stored once and stop nobody', async () => {
  for (let round = 0; round < 6; round += 1) {
    const keys = Array.from({ length: 1_000 }, (_, n) => `${round}-${n}`);
    const interactions = keys.map(interaction);
    const feedback = keys.map((key) => ({ key: `f-${key}`, interactionKey: key, rating: 2 as const }));
    const stored = await Promise.all([storeInteractions(pool, agent, interactions), storeInteractions(pool, agent, interactions.toReversed())]);
    expect(stored[0] + stored[1]).toBe(1_000);
    const said = await Promise.all([storeFeedback(pool, agent, feedback), storeFeedback(pool, agent, feedback.toReversed())]);
    expect(said.map(({ waiting }) => waiting)).toEqual([0, 0]);
    expect(said[0].stored + said[1].stored).toBe(1_000);
  }
  // Where times are equal, the order in which they came decides.
  await storeInteractions(pool, agent, ['z', 'y', 'x'].map(interaction));
  expect((await pool.query<{ key: string }>(`select key from interactions where key in ('x', 'y', 'z') order by id`)).rows.map(({ key }) => key)).toEqual(['z', 'y', 'x']);
}, 60_000);

test('a transaction that gave way in a deadlock is run once more', async () => {
  await storeInteractions(pool, agent, ['left', 'right'].map(interaction));
  const both = Promise.withResolvers<void>();
  let holding = 0;
  const mark = (model: string, keys: [string, string]) =>
    inTransaction(pool, async (db) => {
      await db.query('update interactions set model = $2 where key = $1', [keys[0], model]);
      if (++holding === 2) both.resolve();
      await both.promise;
      await db.query('update interactions set model = $2 where key = $1', [keys[1], model]);
    });
  await Promise.all([mark('a', ['left', 'right']), mark('b', ['right', 'left'])]);
  expect(holding).toBe(3);
  const { rows } = await pool.query<{ model: string }>(`select distinct model from interactions where key in ('left', 'right')`);
  expect(rows).toHaveLength(1);
});

test('one exchange reads the feedback that waits for it, not all that waits', async () => {
  await pool.query('alter table feedback set (autovacuum_enabled = false)');
  await pool.query(`insert into feedback (agent, key, interaction_key, at, rating) select $1, 'w' || n, 'unknown' || n, now(), 1 from generate_series(1, 5000) n`, [agent]);
  const client = openPool(database.url, 1);
  const read = async (): Promise<number> => {
    await client.query('select pg_stat_force_next_flush()');
    return (await client.query<{ read: number }>(`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where relname in ('feedback', 'interactions')`)).rows[0]!.read;
  };
  const before = await read();
  expect(await storeInteractions(client, agent, [interaction('unknown7')])).toBe(1);
  expect((await read()) - before).toBeLessThan(50);
  await client.end();
  expect((await pool.query(`select key from feedback where interaction_id = (select id from interactions where key = 'unknown7')`)).rows).toEqual([{ key: 'w7' }]);
});
