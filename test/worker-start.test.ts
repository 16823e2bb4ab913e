import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { readSettings } from '../core/config/settings.ts';
import { anyFreePort } from '../sandbox/stack/ports.ts';
import { startPostgres } from '../sandbox/stack/postgres.ts';
import { obtainTemporal } from '../sandbox/stack/temporal-binary.ts';
import { startTemporalServer } from '../sandbox/stack/temporal-server.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { bundleOnce } from './support/temporal.ts';
import { launchWorkerProcess, type StartedWorker } from './support/worker-process.ts';

let dir: string;
let database: TestDatabase;
const password = 'never-in-a-log';

beforeAll(async () => {
  [dir, database] = await Promise.all([mkdtemp(join(tmpdir(), 'flywheel-worker-start-')), createTestDatabase()]);
  await writeFile(join(dir, 'workflows.js'), (await bundleOnce()).code);
});
afterAll(async () => {
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

function launch(env: Record<string, string>): StartedWorker {
  const worker = launchWorkerProcess({
    DATABASE_URL: database.url, TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: 'default', TEMPORAL_TLS: 'false',
    OPENAI_API_KEY: 'none', FLYWHEEL_TASK_QUEUE: 'test-worker-start', FLYWHEEL_WORKFLOW_BUNDLE: join(dir, 'workflows.js'), ...env,
  });
  onTestFinished(worker.kill);
  return worker;
}
const nowhere = async (): Promise<string> => `postgres://flywheel:${password}@127.0.0.1:${await anyFreePort()}/flywheel`;

test('a worker that is started before its servers, and before its namespace is made, waits for each and then works', async () => {
  const ports = { postgres: await anyFreePort(), temporal: await anyFreePort() };
  const address = `127.0.0.1:${ports.temporal}`;
  const worker = launch({ DATABASE_URL: `postgres://flywheel:${password}@127.0.0.1:${ports.postgres}/flywheel`, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'made-later' });
  await Promise.all([worker.says('waiting for Postgres'), worker.says('waiting for Temporal')]);

  const postgres = await startPostgres({ dataFolder: dir, port: ports.postgres, password, logFile: join(dir, 'postgres.log'), settings: ['fsync=off'] });
  onTestFinished(() => postgres.process.stop());
  const binary = await obtainTemporal(() => undefined);
  const temporal = await startTemporalServer({ binary: binary.path, port: ports.temporal, logFile: join(dir, 'temporal.log') });
  onTestFinished(() => temporal.process.stop());
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({ namespace: 'made-later', workflowExecutionRetentionPeriod: msToTs('1 day') });
  await connection.close();

  await worker.ready;
  expect(worker.output().match(/waiting for Postgres/g), 'said once, not at every attempt').toHaveLength(1);
  expect(worker.output()).not.toContain(password);
  await worker.stop();
  expect(await worker.ended).toBe(0);
});

test('a worker gives up when its time to start is over: code 4, with the server and a code, without the address and the password', async () => {
  const worker = launch({ DATABASE_URL: await nowhere(), FLYWHEEL_START_WITHIN: '300ms' });
  expect(await worker.ended).toBe(4);
  expect(worker.output()).toContain('Postgres cannot be used (ECONNREFUSED)');
  expect(worker.output()).not.toContain(password);
});

test('a namespace that nobody makes is a wrong configuration: code 2, after its time to start', async () => {
  const worker = launch({ TEMPORAL_NAMESPACE: 'no-such-one', FLYWHEEL_START_WITHIN: '3s' });
  await worker.says('no_such_namespace');
  expect(await worker.ended).toBe(2);
});

test('a refused password is not waited for: code 2 at once', async () => {
  // The tests' server trusts nobody's password but its own.
  const url = new URL(database.url);
  url.password = password;
  const worker = launch({ DATABASE_URL: url.href, FLYWHEEL_START_WITHIN: '1d' });
  expect(await worker.ended).toBe(2);
  expect(worker.output()).toContain('28P01');
  expect(worker.output()).not.toContain('waiting for Postgres');
});

test('a worker that waits ends at once when it is stopped', async () => {
  const worker = launch({ DATABASE_URL: await nowhere(), FLYWHEEL_START_WITHIN: '1d' });
  await worker.says('waiting for Postgres');
  await worker.stop();
  expect(await worker.ended).toBe(0);
  expect(worker.output()).not.toContain('worker ready');
});

test('settings that are none are refused by name, in words', () => {
  expect(() => readSettings({ OPENAI_API_KEY: 'none', FLYWHEEL_DATABASE_CONNECTIONS: '1' })).toThrow(/DATABASE_URL: found nothing, expected a URL such as postgres:[^]*FLYWHEEL_DATABASE_CONNECTIONS: found another value, expected a whole number from 2 to 200/);
  expect(() => readSettings({ DATABASE_URL: database.url, OPENAI_API_KEY: 'none', FLYWHEEL_START_WITHIN: 'soon' })).toThrow(/FLYWHEEL_START_WITHIN: found another value, expected a duration such as 30s, 5m/);
});
