import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTemporal, temporalConfig } from '../adapters/temporal/connection.ts';
import { anyFreePort, loopback } from '../sandbox/stack/ports.ts';
import type { StackPorts } from '../sandbox/stack/ports.ts';
import { isAlive } from '../adapters/stack/process-identity.ts';
import type { ProcessIdentity } from '../adapters/stack/process-identity.ts';
import { runningStack } from '../adapters/stack/running-stack.ts';
import { readRecord } from '../sandbox/stack/stack-record.ts';
import { startStack } from '../sandbox/stack/stack.ts';
import type { ExtraChild, Stack } from '../sandbox/stack/stack.ts';
import { stackProcess } from './support/stack-process.ts';

/** Writes what it was given and dies; the next one stays. */
const worker = `
  const { appendFileSync, existsSync } = require('node:fs');
  const first = !existsSync(process.env.SEEN);
  appendFileSync(process.env.SEEN, process.env.DATABASE_URL + ' ' + process.env.TEMPORAL_ADDRESS + '\\n');
  if (first) { console.log('out of luck'); process.exit(7); }
  setInterval(() => {}, 60_000);
`;

describe('the embedded stack', { timeout: 120_000 }, () => {
  let dir: string;
  let ports: StackPorts;
  let children: ExtraChild[];
  let seen: string;
  let stack: Stack;
  const said: string[] = [];
  const report = (line: string) => void said.push(line);

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flywheel-stack-'));
    seen = join(dir, 'seen');
    children = [{ name: 'Worker', argv: [process.execPath, '-e', worker], env: { SEEN: seen } }];
    ports = { temporal: await anyFreePort(), ui: await anyFreePort(), postgres: await anyFreePort(), provider: await anyFreePort() };
    const neighbour = createServer().listen(ports.temporal, loopback);
    await once(neighbour, 'listening');
    stack = await startStack({ dir, ports, children, report });
    neighbour.close();
  });

  afterAll(async () => {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test('a taken port is passed over for the next free one', () => {
    const [, port] = stack.temporalAddress.split(':');
    expect(Number(port)).toBeGreaterThan(ports.temporal);
    expect(new URL(stack.databaseUrl).port).toBe(String(ports.postgres));
  });

  test('every part answers at the address that is told, and only with its key', async () => {
    const client = await connectTemporal(temporalConfig(stack.env));
    await client.workflow.start('nobody', { taskQueue: 'nobody', workflowId: 'kept', args: [] });
    await client.connection.close();
    expect((await fetch(stack.uiUrl)).status).toBe(200);
    await query(stack, 'create table kept as select 42 as answer');
    expect((await query<{ n: number }>(stack, 'select count(*)::int as n from migrations'))[0]?.n).toBeGreaterThan(0);
    const models = (key: string) => fetch(`${stack.providerUrl}/models`, { headers: { authorization: `Bearer ${key}` } });
    expect((await models(stack.apiKey)).status).toBe(200);
    expect((await models('another')).status).toBe(401);
  });

  test('the data folder and what it keeps secret are closed to other users', async () => {
    expect((await stat(dir)).mode & 0o067).toBe(0);
    for (const name of ['stack.json', 'temporal.db', 'postgres-password', 'provider-key', 'pseudonym-key']) {
      expect((await stat(join(dir, name))).mode & 0o077).toBe(0);
    }
  });

  test('other commands find it by its folder', () => {
    expect(runningStack(dir)).toMatchObject({ temporalAddress: stack.temporalAddress, env: stack.env });
    expect(runningStack(tmpdir())).toBeUndefined();
  });

  test('a second start on the folder is refused and names the holder', async () => {
    await expect(startStack({ dir })).rejects.toThrow(new RegExp(`process ${process.pid}, running since 20.*${stack.temporalAddress}`));
  });

  test('a worker that dies is reported with the end of its log, and started again in the same environment', async () => {
    await expect.poll(() => readFile(seen, 'utf8').then((text) => text.trim().split('\n')), { timeout: 20_000 }).toEqual(
      Array.from({ length: 2 }, () => `${stack.databaseUrl} ${stack.temporalAddress}`),
    );
    expect(said.join('\n')).toMatch(/Worker ended with code 7[\s\S]*out of luck/);
  });

  test('a database that is killed comes back with its data', async () => {
    const record = await readRecord(dir);
    const postgres = record?.processes.find(({ name }) => name === 'Postgres');
    process.kill(postgres?.identity.pid ?? 0, 'SIGKILL');
    await expect.poll(() => said.join('\n')).toMatch(/Postgres was ended by SIGKILL/);
    await expect.poll(() => query(stack, 'select answer from kept').catch(() => []), { timeout: 20_000 }).toEqual([{ answer: 42 }]);
  });

  test('a stop leaves no process behind', async () => {
    const before = await identities(dir);
    expect(before).toHaveLength(4);
    await stack.stop();
    expect(before.filter(isAlive)).toEqual([]);
    expect(runningStack(dir)).toBeUndefined();
  });

  test('after kill -9 the next start stops what was left and finds all data', async () => {
    const host = await stackProcess({ dir, ports, children });
    const left = await identities(dir);
    host.kill('SIGKILL');
    await once(host, 'exit');
    expect(left.filter(isAlive).length).toBeGreaterThanOrEqual(3);

    stack = await startStack({ dir, ports, children, report });
    expect(left.filter(isAlive)).toEqual([]);
    expect(said.at(-1)).toMatch(/left running here: .*Postgres/);
    expect(await query(stack, 'select answer from kept')).toEqual([{ answer: 42 }]);
    const client = await connectTemporal(temporalConfig(stack.env));
    expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    await client.connection.close();
    await stack.stop();
  });

  test('a reset starts anew', async () => {
    stack = await startStack({ dir, ports, reset: true, report });
    expect(await query(stack, "select to_regclass('kept') as kept")).toEqual([{ kept: null }]);
  });
});

async function identities(dir: string): Promise<ProcessIdentity[]> {
  return (await readRecord(dir))?.processes.map(({ identity }) => identity) ?? [];
}

async function query<Row>(stack: Stack, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}
