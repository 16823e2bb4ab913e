import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { examine, exitCodeOf } from '../scripts/doctor/examine.ts';
import type { Examined } from '../scripts/doctor/examine.ts';
import { environmentFor } from '../adapters/stack/environment.ts';
import { thisProcess, writeRecord } from '../sandbox/stack/stack-record.ts';
import { createTestDatabase } from './support/database.ts';
import type { TestDatabase } from './support/database.ts';

const key = 'sk-marker-5f0c4d1e';

describe('the doctor', () => {
  let dir: string;
  let database: TestDatabase;
  let provider: Awaited<ReturnType<typeof serve>>;
  let good: Record<string, string>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flywheel-doctor-'));
    database = await createTestDatabase();
    provider = await serve((request, response) => {
      response.statusCode = request.headers.authorization === `Bearer ${key}` ? 200 : 401;
      response.end(JSON.stringify({ data: [{ id: 'a' }, { id: 'b' }], echo: request.headers.authorization }));
    });
    good = {
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      DATABASE_URL: database.url,
      OPENAI_BASE_URL: `${provider.url}/v1`,
      OPENAI_API_KEY: key,
      FLYWHEEL_PSEUDONYM_KEY: 'p'.repeat(64),
    };
  });

  afterAll(async () => {
    provider.close();
    await database.drop();
    await rm(dir, { recursive: true, force: true });
  });

  const look = (env: Record<string, string>): Promise<Examined[]> => examine({ ...environmentFor(dir, env), dir });
  const of = (findings: Examined[], check: string) => findings.find((finding) => finding.check === check);

  test('finds nothing to fail where everything answers', async () => {
    const findings = await look(good);
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(exitCodeOf(findings)).toBe(0);
    expect(of(findings, 'Temporal')?.found).toContain('schedule');
    expect(of(findings, 'Postgres')?.found).toMatch(/version \d+.*; \d+ migrations$/);
    expect(of(findings, 'Provider')?.found).toContain('2 models');
  });

  test.each([
    ['Temporal', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'reach', 4],
    ['Temporal', { TEMPORAL_NAMESPACE: 'nowhere' }, 'configuration', 2],
    ['Postgres', { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/x' }, 'reach', 4],
    ['Postgres', { DATABASE_URL: 'no url' }, 'configuration', 2],
    ['Provider', { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }, 'reach', 4],
    ['Provider', { OPENAI_API_KEY: `"${key}"` }, 'configuration', 2],
    ['Provider', { OPENAI_API_KEY: `${key}x` }, 'configuration', 2],
    ['Pseudonym key', { FLYWHEEL_PSEUDONYM_KEY: '' }, 'configuration', 2],
  ])('%s with %o fails alone, with a remedy', async (check, change, cause, exitCode) => {
    const findings = await look({ ...good, ...change });
    expect(findings.filter(({ status }) => status === 'fail')).toMatchObject([{ check, cause, remedy: expect.stringMatching(/\w/) }]);
    expect(exitCodeOf(findings)).toBe(exitCode);
  });

  test('a database without the right password or the right name is a fault of configuration', async () => {
    const [password, name] = [new URL(database.url), new URL(database.url)];
    password.password = 'wrong';
    name.pathname = '/missing';
    for (const url of [password, name]) {
      expect(of(await look({ ...good, DATABASE_URL: url.href }), 'Postgres')).toMatchObject({ status: 'fail', cause: 'configuration' });
    }
  });

  test('a provider that never answers is given up', async () => {
    const silent = await serve(() => undefined);
    expect(of(await look({ ...good, OPENAI_BASE_URL: silent.url }), 'Provider')).toMatchObject({ status: 'fail', cause: 'reach' });
    silent.close();
  });

  test('tells no key and no password', async () => {
    const { password } = new URL(database.url);
    const said = JSON.stringify([await look(good), await look({ ...good, OPENAI_API_KEY: `${key}x` }), await look({ ...good, OPENAI_BASE_URL: 'http://127.0.0.1:1' })]);
    expect(said).not.toContain(key);
    expect(said).not.toContain(`:${password}@`);
    expect(said).not.toContain('p'.repeat(64));
  });

  test('where nothing is set and nothing runs, it says how to start', async () => {
    const findings = await look({});
    expect(exitCodeOf(findings)).toBe(4);
    expect(of(findings, 'Temporal')).toMatchObject({ remedy: expect.stringContaining('npx flywheel dev') });
  });
});

test("a running stack's variables replace a real provider's, and a set address wins over the stack", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-environment-'));
  const stack = { TEMPORAL_ADDRESS: '127.0.0.1:7233', OPENAI_API_KEY: 'sandbox', DATABASE_URL: 'postgresql://stack' };
  const ready = { temporalAddress: '', uiUrl: '', databaseUrl: '', providerUrl: '', apiKey: '', env: stack };
  await writeRecord(dir, { owner: thisProcess(), startedAt: '2026-11-22T07:00:00Z', ready, processes: [] });
  expect(environmentFor(dir, { OPENAI_API_KEY: key, OPENAI_ORGANIZATION: 'real', HOME: '/h' })).toEqual({ source: 'stack', env: { ...stack, HOME: '/h' } });
  const own = { TEMPORAL_ADDRESS: 'prod:7233', OPENAI_API_KEY: key };
  expect(environmentFor(dir, own)).toEqual({ source: 'variables', env: own });
  await rm(dir, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<{ url: string; close(): void }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
