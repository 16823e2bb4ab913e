import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { isHealthy } from '../worker/health.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { startWorkerProcess } from './support/worker-process.ts';

const program = fileURLToPath(new URL('../worker/health.ts', import.meta.url));
let flywheel: TestFlywheel;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-health-'));
  flywheel = await startFlywheel({ worker: false });
});
afterAll(async () => {
  await flywheel?.close();
  await rm(dir, { recursive: true, force: true });
});

/** The exit code of the image's health check. */
async function check(env: Record<string, string>): Promise<unknown> {
  const [code] = await once(spawn(process.execPath, [program], { env: { ...process.env, ...env }, stdio: 'ignore' }), 'exit');
  return code;
}

it('a worker is healthy while it polls, and not before it starts or after it was stopped', async () => {
  const env = { ...flywheel.env, FLYWHEEL_HEALTH_FILE: join(dir, 'beat') };
  expect(await check(env)).toBe(1);
  const worker = await startWorkerProcess(env);
  await vi.waitFor(async () => expect(await check(env)).toBe(0), { timeout: 20_000, interval: 200 });
  await worker.stop();
  expect(await check(env)).toBe(1);
  await expect(stat(env.FLYWHEEL_HEALTH_FILE)).rejects.toThrow('ENOENT');
});

it('a worker that has stopped beating is ill although its file is there', async () => {
  const file = join(dir, 'old-beat');
  const beatAt = 1_800_000_000_000;
  await writeFile(file, '');
  await utimes(file, beatAt / 1000, beatAt / 1000);
  expect(await isHealthy(file, beatAt + 15_000)).toBe(true);
  expect(await isHealthy(file, beatAt + 60_000)).toBe(false);
});

it('a check that does not know the file says so by failing', async () => {
  expect(await check({ FLYWHEEL_HEALTH_FILE: '' })).toBe(1);
});
