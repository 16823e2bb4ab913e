import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { searchAttributes } from '../adapters/temporal/search-attributes.ts';
import { createTestDatabase } from './support/database.ts';
import { testTemporal } from './support/temporal.ts';

describe('the ground that the other tests stand on', () => {
  test('two test databases are migrated, separate, and gone after the drop', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const left = new pg.Client({ connectionString: one.url });
    const cut = new Promise((resolve) => left.on('error', resolve));
    await left.connect();
    await left.query('create table only_here ()');
    const count = async (url: string, table: string) => {
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      const { rows } = await other.query<{ n: number }>('select count(*)::int as n from pg_tables where tablename = $1', [table]);
      await other.end();
      return rows[0]?.n;
    };
    expect(await count(one.url, 'only_here')).toBe(1);
    expect(await count(two.url, 'only_here')).toBe(0);
    expect(await count(two.url, 'migrations')).toBe(1);
    await Promise.all([one.drop(), two.drop()]);
    await expect(count(one.url, 'only_here')).rejects.toMatchObject({ code: '3D000' });
    await cut;
  });

  test('Temporal has every search attribute and keeps history for 30 days', async () => {
    const { client, namespace, close } = await testTemporal();
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining([...searchAttributes]));
    const { config } = await client.workflowService.describeNamespace({ namespace });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
    await close();
  });
});
