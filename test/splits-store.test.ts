import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { sealSides, sealsOf } from '../adapters/store/splits.ts';
import type { SplitItem } from '../core/splits/side.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
let pool: Pool;
const options = { salt: 'store', val: 0.1, test: 0.2 };
const items = (count: number): SplitItem[] =>
  Array.from({ length: count }, (_, index) => ({ id: `row-${index}`, user: `user ${index % 97}`, intent: `intent ${index % 3}`, at: index }));

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  for (const agent of ['one', 'two', 'three']) await pool.query('insert into agents (name) values ($1)', [agent]);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('the store keeps every side as data grows, and for each agent its own', async () => {
  const first = await sealSides(pool, 'one', items(300), options);
  const later = await sealSides(pool, 'one', items(900), { ...options, salt: 'another', test: 0.5 });
  expect(later.slice(0, 300).map(({ side }) => side)).toEqual(first.map(({ side }) => side));
  expect(new Set(first.map(({ side }) => side))).toEqual(new Set(['train', 'val', 'test']));
  expect(await sealsOf(pool, 'two')).toEqual(new Map());
});

test('of two calls at the same time the second finds the sides of the first', async () => {
  const calls = await Promise.all([300, 200, 260, 120].map((count, at) => sealSides(pool, 'two', items(count), { ...options, salt: `salt ${at}` })));
  for (const placed of calls) expect(placed.map(({ side }) => side)).toEqual(calls[0]?.slice(0, placed.length).map(({ side }) => side));
});

test('a user who was held out stays so when everything of theirs is gone', async () => {
  const held = { id: 'case', user: 'ana', held: true };
  await sealSides(pool, 'three', [held], options);
  const [placed] = await sealSides(pool, 'three', [{ id: 'new', user: 'ana' }], { ...options, test: 0 });
  expect(placed).toMatchObject({ side: 'test', blocked: false });
  const seals = await sealsOf(pool, 'three');
  expect([...seals.keys()].sort()).toEqual(['item:case', 'item:new', 'user:ana']);
});
