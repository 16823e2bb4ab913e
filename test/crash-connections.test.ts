import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { classify } from '../activities/failure.ts';
import { inTransaction, openPool, stream, type Pool } from '../adapters/store/database.ts';
import { startProcess, type ManagedProcess } from '../sandbox/stack/managed-process.ts';
import { gently } from '../sandbox/stack/stop-process.ts';
import { supervise } from '../sandbox/stack/supervised-child.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
let pool: Pool;
let other: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  [pool, other] = [openPool(database.url, 1), openPool(database.url, 1)];
});
afterAll(async () => {
  await Promise.all([pool.end(), other.end()]);
  await database.drop();
});

/** As a database server does that is shut down: every session ends, whatever it does. An unheard error would end us. */
async function endSessions(): Promise<void> {
  await other.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const rows = () => stream<{ n: number }>(pool, 'select n from generate_series(1, 100000) as n', [], 10);

test('a stream whose connection breaks fails, and the pool goes on', async () => {
  const reading = async (): Promise<void> => {
    for await (const { n } of rows()) if (n === 1) await endSessions();
  };
  await expect(reading()).rejects.toThrow();
  expect((await pool.query('select 1')).rowCount).toBe(1);
});

test('a stream that is left after its connection broke ends', async () => {
  for await (const row of rows()) {
    await endSessions();
    expect(row.n).toBe(1);
    break;
  }
  expect((await pool.query('select 1')).rowCount).toBe(1);
});

test('a transaction whose connection breaks between two statements fails, and the pool goes on', async () => {
  const work = inTransaction(pool, async (db) => {
    await db.query('select 1');
    await endSessions();
    await db.query('select 1');
  });
  await expect(work).rejects.toThrow();
  expect((await pool.query('select 1')).rowCount).toBe(1);
});

test('a transaction that stands still is ended by the server, whoever waits for its locks goes on, and it is carried out anew', async () => {
  await other.query('create table stood (n int)');
  const sessions = async (): Promise<number> => (await other.query('select 1 from pg_stat_activity where datname = current_database()')).rowCount ?? 0;
  const work = inTransaction(pool, async (db) => {
    const { rows: [limit] } = await db.query('show idle_in_transaction_session_timeout');
    expect(limit).toEqual({ idle_in_transaction_session_timeout: '1min' });
    await db.query(`lock table stood; set local idle_in_transaction_session_timeout = '50ms'`);
    await other.query('insert into stood values (1)');
    expect(await sessions()).toBe(1);
    await db.query('insert into stood values (2)');
  });
  expect(classify(await work.catch((error: unknown) => error))).toMatchObject({ retryable: true });
  expect(classify(Object.assign(new Error(), { code: '25P03' }))).toMatchObject({ retryable: true });
  expect((await pool.query('select n from stood')).rows).toEqual([{ n: 1 }]);
});

test('a part that is being started again can be stopped', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-supervised-'));
  const started: ManagedProcess[] = [];
  const again = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const start = async (): Promise<ManagedProcess> => {
    if (started.length > 0) {
      again.resolve();
      await told.promise;
    }
    const child = await startProcess({ name: 'Part', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], logFile: join(dir, 'log'), stopSteps: gently });
    started.push(child);
    return child;
  };
  const part = await supervise(start, () => undefined);
  process.kill(started[0]?.identity.pid ?? 0, 'SIGKILL');
  await again.promise;
  const stopped = part.stop();
  told.resolve();
  await stopped;
  expect(started.map((child) => child.isRunning())).toEqual([false, false]);
  await rm(dir, { recursive: true });
});
