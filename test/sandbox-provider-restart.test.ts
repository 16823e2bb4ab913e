import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { ask, callsTo, chatLines, endOf, temporaryFolder, tune, uploadLines } from './support/sandbox-provider.ts';

const main = join(import.meta.dirname, '../sandbox/provider/main.ts');
const processes: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function startMain(dir: string, ...flags: string[]) {
  const child = spawn(process.execPath, [main, '--data', dir, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  processes.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, ended, ...callsTo(url) };
}
const folder = async (): Promise<string> => {
  const dir = await temporaryFolder();
  folders.push(dir);
  return dir;
};
const rows = supportTraffic({ seed: 1, count: 150 });

test('killed with kill -9 in the middle of a training, it ends that job after its restart, with the same id and model', async () => {
  const dir = await folder();
  const first = await startMain(dir);
  const kept = await tune(first.client, rows);
  const reply = await ask(first.client, kept, rows[0]!.text);
  const file = await uploadLines(first.client, chatLines(rows));
  await first.control('PUT', 'answer-key', `${JSON.stringify({ prompt: 'hi', reply: 'hello', intent: 'greeting' })}\n`);
  await first.control('PUT', 'faults', { slow_training_seconds: 600 });
  const params = { model: 'sandbox-large', training_file: file.id, seed: 1, metadata: { flywheel_key: 'k' } };
  const { id } = await first.client.fineTuning.jobs.create(params);
  await expect.poll(async () => (await first.client.fineTuning.jobs.retrieve(id)).status, { timeout: 20_000 }).toBe('running');
  first.child.kill('SIGKILL');
  await first.ended;

  const second = await startMain(dir);
  const job = await endOf(second.client, id);
  expect(job).toMatchObject({ id, status: 'succeeded', metadata: { flywheel_key: 'k' }, training_file: file.id });
  expect((await second.client.fineTuning.jobs.list()).data).toHaveLength(2);
  expect(await ask(second.client, kept, rows[0]!.text)).toBe(reply);
  // Same file, base and seed as the first training: the restart left no trace in the model.
  for (const { text } of rows.slice(0, 20))
    expect(await ask(second.client, job.fine_tuned_model!, text)).toBe(await ask(second.client, kept, text));
  expect(await second.control('GET', 'answer-key')).toEqual({ rows: 1 });
  expect((await readdir(join(dir, 'models'))).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('it stops when asked to, even while it trains and a call hangs, and when its parent goes', async () => {
  const dir = await folder();
  const asked = await startMain(dir);
  await asked.control('PUT', 'faults', { slow_training_seconds: 600, timeout: { path: '/chat' } });
  const file = await uploadLines(asked.client, chatLines(rows));
  const { id } = await asked.client.fineTuning.jobs.create({ model: 'sandbox-small', training_file: file.id });
  const hanging = ask(asked.client, 'sandbox-small', 'hi').catch(() => 'cut');
  asked.child.kill('SIGTERM');
  expect(await asked.ended).toEqual([0, null]);
  expect(await hanging).toBe('cut');

  const orphan = await startMain(dir, '--exit-with-parent');
  expect((await endOf(orphan.client, id)).status).toBe('succeeded');
  orphan.child.stdin.end();
  expect(await orphan.ended).toEqual([0, null]);
});
