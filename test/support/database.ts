import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openPool, type Pool } from '../../adapters/store/database.ts';

export type TestDatabase = { url: string; drop: () => Promise<void> };

/** A migrated, empty database of its own, cloned from the template; `drop` ends what is still connected to it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateDatabaseUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(template, `create database ${name} template ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(template, `drop database if exists ${name} with (force)`) };
}

/** A pool on a database of the test file's own, which both end with its last test. */
export async function poolOfTestFile(): Promise<Pool> {
  const database = await createTestDatabase();
  const pool = openPool(database.url);
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  return pool;
}

/** Not from the template itself: it cannot be cloned while anybody is connected to it. */
async function administer(server: URL, sql: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
