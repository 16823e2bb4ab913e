import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowProgress } from '../scripts/progress.ts';
import { listAgents } from '../adapters/store/agents.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { agentYaml, openInstallation, type Installation } from './support/cli.ts';

let flywheel: Installation;

/** Temporal without a worker: a cycle that starts here waits for ever. */
beforeAll(async () => {
  flywheel = await openInstallation();
  await flywheel.file('flywheel.yaml', agentYaml(`waiting-${Date.now().toString(36)}`));
  await flywheel.run('apply', '-f', 'flywheel.yaml');
});
afterAll(() => flywheel.close());

const cycle = /^flywheel\/\S+\/manual-\S+(?=\n)/;

test.concurrent('who interrupts the waiting is told that the cycle goes on, and it does', async () => {
  const waiting = flywheel.start('run', '--wait');
  const [id] = await waiting.says(cycle);
  waiting.kill('SIGINT');
  expect(await waiting.ended).toEqual({ code: 130, stdout: '', stderr: `${id}\nthe cycle goes on: npx flywheel status '${id}'\n` });
  const handle = flywheel.temporal.workflow.getHandle(id);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
});

test.concurrent('a cycle that no worker takes up is said to wait for one; ended in the UI, it has failed', async () => {
  const waiting = flywheel.start('retrain', '--wait', '--json');
  const [id] = await waiting.says(cycle);
  await waiting.says(/no worker has taken it up yet: does one run\? \(npm run worker\)\n/);
  await flywheel.temporal.workflow.getHandle(id).terminate();
  const { code, stdout } = await waiting.ended;
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { cycle: id, outcome: 'failed', reason: 'ended_from_outside' }]);
});

test.concurrent('a command that does not wait says where to look', async () => {
  const { code, stdout, stderr } = await flywheel.runWith({ TEMPORAL_UI_URL: 'http://127.0.0.1:8233/' }, 'run');
  const [id, link, ...rest] = stdout.trim().split('\n');
  expect({ code, stderr, rest }).toEqual({ code: 0, stderr: '', rest: [] });
  expect(link).toBe(`http://127.0.0.1:8233/namespaces/default/workflows/${encodeURIComponent(id ?? '')}`);
  await flywheel.temporal.workflow.getHandle(id ?? '').terminate();
});

test('a cycle whose run was ended from outside is not said to run', async () => {
  const [agent = ''] = await listAgents(flywheel.pool);
  const id = `flywheel/${agent}/manual-gone`;
  await openCycle(flywheel.pool, { id, agent, agentVersion: 1, runId: '6b5a7d6e-0000-4000-8000-000000000000', trigger: 'run', cutoff: new Date() });
  const { code, stdout } = await flywheel.run('status', id);
  expect(code).toBe(0);
  expect(stdout).toContain(`${id}: was ended from outside during collect`);
  expect(stdout).toContain('the next cycle gets its interactions');
});

test('an import shows one line on a terminal, and now and then a line elsewhere', () => {
  const shown = (isTTY: boolean): string => {
    let text = '';
    const write = (part: string) => ((text += part), true);
    const progress = rowProgress({ isTTY, write } as unknown as NodeJS.WriteStream);
    for (const rows of [1_000, 99_000, 100_000, 101_000, 250_000]) progress.at(rows);
    progress.end();
    return text;
  };
  expect(shown(false)).toBe('100,000 rows\n250,000 rows\n');
  expect(shown(true)).toBe('\r1,000 rows\r99,000 rows\r100,000 rows\r101,000 rows\r250,000 rows\r\u001B[K');
});
