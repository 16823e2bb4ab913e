import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findReport } from '../adapters/store/reports.ts';
import type { ReleaseReportInput } from '../core/report/release-input.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { settled, startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { elementsOf, readHtml, textOf } from './support/read-html.ts';
import { prepareAgent } from './support/served-agent.ts';

const traffic = supportTraffic({ seed: 29, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [served, suite] = [traffic.slice(0, 60), traffic.slice(60)];
const agent = 'reported';

let flywheel: TestFlywheel;
let cli: Cli;
let whole: Run;
let early: Run;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
  cli = await openCli(flywheel.env);
  await prepareAgent(flywheel.pool, agent, { asked: served, suite });
  whole = await startCycle(flywheel, agent, { by: 'ana' });
  await settled(flywheel, whole);
  early = await startCycle(flywheel, agent);
  await early.result();
}, 60_000);
afterAll(async () => {
  await flywheel.close();
  await cli.remove();
});

const sections = (html: string): number => elementsOf(readHtml(html)).filter(({ name }) => name === 'section').length;

test('a cycle leaves its page, also when it ended early, and the UI says how to read it', async () => {
  for (const { cycleId } of [whole, early]) {
    const stored = await findReport(flywheel.pool, cycleId);
    expect(sections(stored?.html ?? '')).toBe(19);
    const details = await flywheel.client.workflow.getHandle(cycleId).query<string>('__temporal_workflow_metadata').then((found) => JSON.stringify(found));
    expect(details).toContain(`npx flywheel report '${cycleId}'`);
    expect(details).toContain(stored?.hash);
  }
  expect(textOf(readHtml((await findReport(flywheel.pool, early.cycleId))?.html ?? ''))).toContain('nothing to learn');
});

test('a cycle that was cancelled leaves one, too', async () => {
  await prepareAgent(flywheel.pool, 'cancelled', { asked: served, suite, train: { poll_from: '1m' } });
  await flywheel.faults({ slow_training_seconds: { seconds: 60, times: 1 } });
  const run = await startCycle(flywheel, 'cancelled');
  await expect.poll(async () => (await flywheel.pool.query(`select 1 from training_jobs where agent = 'cancelled' and status = 'running'`)).rowCount, { timeout: 20_000 }).toBe(1);
  await flywheel.client.workflow.getHandle(run.cycleId).cancel();
  await run.result().catch(() => undefined);
  const text = textOf(readHtml((await findReport(flywheel.pool, run.cycleId))?.html ?? ''));
  expect(text).toContain('The cycle ended in the stage “balance”');
});

test('the command writes the page as things stand now, and the stored one byte for byte', async () => {
  const now = await cli.run('report', whole.cycleId, '--agent', agent, '--out', 'now.html', '--cases', 'cases.jsonl');
  expect([now.code, now.stdout.trim(), now.stderr]).toEqual([0, 'now.html', '']);
  const page = await readFile(join(cli.dir, 'now.html'), 'utf8');
  const text = textOf(readHtml(page)).replace(/\s+/g, ' ');
  expect(text).toContain('The cycle came to: promoted');
  expect(text).toContain('by hand · ana (claimed)');
  expect(text).toContain('gate: automatic release');
  const cases = (await readFile(join(cli.dir, 'cases.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { change: string; question: string });
  expect(cases.some(({ change, question }) => change === 'gained' && question.length > 0)).toBe(true);

  await cli.run('report', whole.cycleId, '--agent', agent, '--out', 'then.html', '--stored');
  expect(await readFile(join(cli.dir, 'then.html'), 'utf8')).toBe((await findReport(flywheel.pool, whole.cycleId))?.html);
});

test('a decision that was stored is told in Chinese, too, sentence by sentence', async () => {
  expect((await cli.run('report', whole.cycleId, '--agent', agent, '--lang', 'zh', '--out', 'zh.html')).code).toBe(0);
  const page = readHtml(await readFile(join(cli.dir, 'zh.html'), 'utf8'));
  const criteria = elementsOf(page).find(({ name, attributes }) => name === 'section' && attributes['id'] === 'criteria');
  const sentences = textOf(elementsOf(criteria!).find(({ name }) => name === 'details')!);
  expect(sentences).toContain(`${suite.length} 个用例全部到齐。`);
  expect(sentences).not.toContain('英文原文');
  expect(sentences.replace(/intent:\w+|source:\w+|kappa|Holm|JSON/g, '').match(/[A-Za-z]+/g) ?? []).toEqual([]);
});

test('its figures are those of the store', async () => {
  const input = await cli.json<ReleaseReportInput>('report', whole.cycleId, '--agent', agent);
  expect(input.decision).toMatchObject({ verdict: 'promote', n: suite.length });
  expect(input.evaluation?.paired.n).toBe(suite.length);
  expect(input.dataset?.size).toBe(input.stages.balance?.['lines']);
  expect(input.history.map(({ id }) => id)).toEqual([whole.cycleId]);
  const { rows } = await flywheel.pool.query<{ cost: number }>('select sum(cost_usd)::float8 as cost from ledger where cycle_id = $1', [whole.cycleId]);
  expect(input.costs.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeCloseTo(rows[0]?.cost ?? -1, 9);
  expect(input.curve.length).toBeGreaterThan(0);
});

test('two cycles side by side; another agent\'s cycle, or a language that it does not speak, is refused', async () => {
  expect((await cli.run('report', whole.cycleId, '--agent', agent, '--compare', early.cycleId, '--lang', 'zh', '--out', 'both.html')).code).toBe(0);
  expect(sections(await readFile(join(cli.dir, 'both.html'), 'utf8'))).toBe(3);
  const wrong = await cli.run('report', 'flywheel/other/manual-x', '--agent', agent);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('expected the id of a cycle of reported')]);
  expect((await cli.run('report', '--agent', agent, '--lang', 'fr')).code).toBe(2);
});

test('champion tells an application who answers in a session, and where the session stands', async () => {
  const { candidateId } = await whole.result();
  const one = await cli.json<{ candidate: string; alias: string; place: number }>('champion', '--agent', agent, '--session', 's-1');
  expect(one).toMatchObject({ candidate: candidateId, alias: 'champion' });
  expect((await cli.json<{ place: number }>('champion', '--agent', agent, '--session', 's-1')).place).toBe(one.place);
  expect((await cli.json<{ place: number }>('champion', '--agent', agent, '--session', 's-2')).place).not.toBe(one.place);
});
