import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../core/errors/input-error.ts';
import { makeDataFolder } from '../sandbox/stack/data-folder.ts';
import { lockFile } from '../sandbox/stack/lock-file.ts';
import { anyFreePort, choosePorts, loopback } from '../sandbox/stack/ports.ts';
import { identify, isAlive } from '../adapters/stack/process-identity.ts';
import { stopProcess } from '../sandbox/stack/stop-process.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-lock-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('a lock', () => {
  const at = new Date('2026-11-22T07:00:00Z');

  test('has one holder, whose process and time the others are told', async () => {
    const file = join(dir, 'one');
    const tries = await Promise.all(Array.from({ length: 8 }, () => lockFile(file, { at })));
    const [holder, ...more] = tries.filter((lock) => lock.held);
    expect(more).toEqual([]);
    for (const lock of tries) expect(lock).toMatchObject(lock.held ? {} : { holder: { pid: process.pid, since: '2026-11-22T07:00:00.000Z' } });
    if (holder?.held === true) await holder.release();
    expect((await lockFile(file, { at })).held).toBe(true);
  });

  test.each([
    ['a process that has ended', { pid: 2 ** 22 + 1, birth: 'x' }],
    ['a process whose number somebody else has now', { pid: process.pid, birth: 'before the reboot' }],
  ])('of %s is taken over, by one of those who try', async (name, gone) => {
    const file = join(dir, name.replaceAll(' ', '-'));
    await writeFile(file, JSON.stringify({ ...gone, id: 'old', since: '2026-11-21T07:00:00Z' }));
    const tries = await Promise.all(Array.from({ length: 8 }, () => lockFile(file, { at })));
    expect(tries.filter((lock) => lock.held)).toHaveLength(1);
  });

  test('that was cut off while it was written is taken over', async () => {
    const file = join(dir, 'half');
    await writeFile(file, '{"pid": 1');
    expect((await lockFile(file, { at })).held).toBe(true);
  });

  test('leaves no files beside its own', async () => {
    expect((await readdir(dir)).filter((name) => name.includes('.'))).toEqual([]);
  });
});

test('two parts that want the same port get two', async () => {
  const port = await anyFreePort();
  const chosen = Object.values(await choosePorts({ temporal: port, ui: port, postgres: port, provider: port }));
  expect(new Set(chosen).size).toBe(4);
  const taken = createServer().listen(port, loopback);
  await once(taken, 'listening');
  expect((await choosePorts({ temporal: port, ui: port, postgres: port, provider: port })).temporal).not.toBe(port);
  taken.close();
});

test('a process that ignores the request to end is killed', async () => {
  const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 60_000)'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('it should be running');
  const exit = once(child, 'exit');
  await stopProcess({ pid: identity.pid, isRunning: () => isAlive(identity) }, [{ signal: 'SIGTERM', graceMs: 100 }]);
  expect(await exit).toEqual([null, 'SIGKILL']);
  expect(isAlive(identity)).toBe(false);
});

test("somebody's project folder is not taken as the data folder", async () => {
  await writeFile(join(dir, 'package.json'), '{}');
  await expect(makeDataFolder(dir)).rejects.toThrow(InputError);
});
