import type { WorkflowFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { importSamples } from '../adapters/store/samples.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { pause, settled, startCycle, type Run } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { textOfWorkflow } from './support/history-text.ts';
import { prepareAgent } from './support/served-agent.ts';
import { startWorkerProcess, type WorkerProcess } from './support/worker-process.ts';

/** Stands in every text that a user, a judge, a reviewer or an operator has written. */
const marker = 'zebraquartz';
/** What the provider's judge begins an answer with that is no JSON. */
const brokenJudgement = 'Here is my judgement';

const marked = (text: string): string => `${text} ${marker}`;
const traffic = supportTraffic({ seed: 5, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) }).map(
  ({ text, reply, intent }) => ({ text: marked(text), reply: marked(reply), intent: `${marker}_${intent}` }),
);
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;
let worker: WorkerProcess;
const runs: Record<string, Run> = {};
/** What each cycle came to: an outcome, or the type of the failure that its caller gets. */
const ends: Record<string, string> = {};

const countOf = async (sql: string, values: unknown[] = []): Promise<number> => (await flywheel.pool.query<{ n: number }>(`select count(*)::int as n ${sql}`, values)).rows[0]?.n ?? -1;

async function cycleOf(agent: string): Promise<void> {
  const run = await startCycle(flywheel, agent);
  runs[agent] = run;
  ends[agent] = await settled(flywheel, run).catch((error: WorkflowFailedError) => (error.cause?.cause as ApplicationFailure | undefined)?.type ?? 'no type');
}

beforeAll(async () => {
  flywheel = await startFlywheel({ worker: false });
  const { pool, faults } = flywheel;
  const starting = startWorkerProcess(flywheel.env);
  await flywheel.answerKey(traffic);
  for (const agent of ['succeeds', 'refused', 'misfits', 'misconfigured']) {
    await prepareAgent(pool, agent, { asked, suite });
    await importSamples(pool, agent, [{ key: 'one', messages: [{ role: 'user', content: marked('imported') }], reply: marked('reply'), intent: marker }]);
    await storeFeedback(pool, agent, [{ key: 'words', interactionKey: 'a-1', rating: 2, text: marked('bad'), correction: marked('better'), outcome: { name: marker, value: marker } }]);
  }
  worker = await starting;

  await faults({ bad_request: { model: 'sandbox-judge', times: 3 }, not_json: { model: 'sandbox-judge', times: 20 } });
  await cycleOf('succeeds');

  await pool.query(`alter table annotations add constraint misfit check (cycle_id not like '%/misfits/%' or intent not like '%${marker}%')`);
  await cycleOf('misfits');

  await faults({ bad_request: { path: '/chat/', model: 'sandbox-large' } });
  await cycleOf('refused');

  await pool.query(`update agent_versions set config = config || '{"${marker}": 1}' where agent = 'misconfigured'`);
  runs['misconfigured'] = await startCycle(flywheel, 'misconfigured');
  while ((await countOf(`from failures where workflow_id = $1`, [runs['misconfigured'].cycleId])) === 0) await pause(50);
  await pause(100);
}, 120_000);

afterAll(async () => {
  await worker?.kill();
  await flywheel.close();
});

test('the cycles came to what the faults ask for', async () => {
  expect(ends).toMatchObject({ succeeds: 'promoted', refused: 'provider_bad_request', misfits: 'database_23514' });
  const { rows } = await flywheel.pool.query('select outcome, reason from cycles where agent = any($1) order by agent', [['misfits', 'refused']]);
  expect(rows).toEqual([{ outcome: 'failed', reason: 'database_23514' }, { outcome: 'failed', reason: 'provider_bad_request' }]);
});

test('the store has what was written: texts, the words of errors, the judge\'s broken answers', async () => {
  expect(await countOf('from interactions where messages::text like $1 and reply like $1', [`%${marker}%`])).toBeGreaterThan(0);
  expect(await countOf('from annotations where intent like $1', [`%${marker}%`])).toBeGreaterThan(0);
  expect(await countOf('from annotations where raw like $1', [`${brokenJudgement}%`])).toBeGreaterThan(0);
  for (const [agent, type] of [['succeeds', 'provider_bad_request'], ['refused', 'provider_bad_request'], ['misfits', 'database_23514'], ['misconfigured', 'internal']] as const) {
    expect(await countOf('from failures where workflow_id = $1 and type = $2 and detail like $3', [runs[agent]?.cycleId, type, `%${marker}%`]), agent).toBeGreaterThan(0);
  }
});

test('no workflow holds a word of it: not its history, not its failures, not what the UI shows', async () => {
  const { rows: releases } = await flywheel.pool.query<{ id: string }>('select id from releases');
  const ids = [...Object.values(runs).map(({ cycleId }) => cycleId), ...releases.map(({ id }) => id)];
  expect(ids).toHaveLength(5);
  const texts = await Promise.all(ids.map((id) => textOfWorkflow(flywheel.client, id)));
  for (const text of texts) {
    expect(text).not.toContain(marker);
    expect(text).not.toContain(brokenJudgement);
  }
  // The search itself sees arguments, results, failures and details.
  expect(texts.join('\n')).toMatch(/"agent":"succeeds"[\s\S]*"annotated":[\s\S]*\| annotate \|/);
  expect(texts.join('\n')).toContain('provider_bad_request (status 400, request req_');
});

test('no line of the worker\'s log holds a word of it', () => {
  expect(worker.output()).toContain('evaluateBatch');
  expect(worker.output()).not.toContain(marker);
  expect(worker.output()).not.toContain(brokenJudgement);
});
