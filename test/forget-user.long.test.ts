import { randomUUID } from 'node:crypto';
import { access, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFile } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { settled, startCycle } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { converse, filesWith, marker, markedTurn, prepare, tablesWith, user, userPseudonym } from './support/forget-scene.ts';
import { textOfWorkflow } from './support/history-text.ts';
import { callsTo } from './support/sandbox-provider.ts';
import { holdTurnstile, installTurnstiles } from './support/turnstile.ts';
import { startWorkerProcess, type WorkerProcess } from './support/worker-process.ts';

const traffic = supportTraffic({ seed: 11, count: 330 });
const own = traffic.slice(0, 80).map(markedTurn);
const [asked, suite] = [traffic.slice(80, 230), traffic.slice(280)];
const ownCases = traffic.slice(260, 270).map(markedTurn);

let flywheel: TestFlywheel;
let worker: WorkerProcess;
let cli: Cli;
let leftBehind: string;

type Report = { finished: boolean; erased: Record<string, number>; files: number; open: unknown[]; out_of_reach: { models: { model: string; serves: string | null }[]; candidates: { id: string }[] } };

beforeAll(async () => {
  flywheel = await startFlywheel({ worker: false });
  const { pool, env } = flywheel;
  const starting = startWorkerProcess(env);
  cli = await openCli(env);
  await installTurnstiles(pool);
  await flywheel.answerKey([...traffic, ...own, ...ownCases]);
  await prepare(pool, 'learns', { asked, own, suite });
  await prepare(pool, 'is-asked', { asked: asked.slice(0, 50), own: [], suite, ownCases });
  worker = await starting;
  await flywheel.faults({ bad_request: { model: 'sandbox-judge', of_calls: 0.2 } });
  for (const agent of ['learns', 'is-asked']) expect(await settled(flywheel, await startCycle(flywheel, agent)), agent).not.toBe('failed');
  // An upload whose answer was lost: no row knows its id.
  const { rows } = await pool.query<{ id: string }>(`select id from datasets where agent = 'learns'`);
  const lost = JSON.stringify({ messages: [{ role: 'user', content: marker }, { role: 'assistant', content: 'lost' }] });
  await callsTo(flywheel.provider.url).client.files.create({ purpose: 'fine-tune', file: await toFile(Buffer.from(lost), `${rows[0]!.id}.jsonl`) });
  // A training file whose worker was killed before it could remove it.
  leftBehind = join(tmpdir(), 'flywheel-training-files', `${rows[0]!.id}-${randomUUID()}.jsonl`);
  await writeFile(leftBehind, lost);
}, 240_000);

afterAll(async () => {
  await worker?.kill();
  if (leftBehind !== undefined) await rm(leftBehind, { force: true });
  await cli?.remove();
  await flywheel.close();
});

test('the user is everywhere that users get to', async () => {
  const found = await tablesWith(flywheel.pool, marker, userPseudonym);
  for (const table of ['interactions', 'feedback', 'annotations', 'answers', 'samples', 'corrections', 'split_seals', 'suite_cases', 'failures', 'candidates', 'prompt_trials', 'results', 'search_answers']) {
    expect(found[table], table).toBeGreaterThan(0);
  }
  expect((await filesWith(flywheel, marker)).holding.length).toBeGreaterThanOrEqual(2);
});

test('a rehearsal counts and changes nothing', async () => {
  const before = await tablesWith(flywheel.pool, marker, userPseudonym);
  const { code, would_erase: counts } = await cli.json<{ would_erase: Record<string, number> }>('forget', '--user', user, '--why', 'asked for it', '--dry-run');
  expect(code).toBe(0);
  expect(counts).toMatchObject({ interactions: 80, candidates: expect.any(Number), suite_cases: 10 });
  expect(await tablesWith(flywheel.pool, marker, userPseudonym)).toEqual(before);
});

test('killed in the middle and called again it comes to the same end: the user is in no table and no file', async () => {
  const held = await holdTurnstile(flywheel.env['DATABASE_URL']!, 'learns', 'training_jobs.file_id');
  const first = cli.start('forget', '--user', user, '--why', `${user} asked for it`, '--block');
  await held.reached();
  first.kill('SIGKILL');
  await worker.kill();
  await held.discard();
  await held.letGo();
  expect((await flywheel.pool.query('select 1 from erasures where finished_at is null')).rowCount).toBe(1);
  worker = await startWorkerProcess(flywheel.env);

  const report = await cli.json<Report>('forget', '--user', user, '--why', 'again', '--block');
  // The request goes on by itself as soon as there is a worker: the second call joins it, or finds nothing left to do.
  expect(report).toMatchObject({ code: 0, finished: true, open: [] });
  const { rows } = await flywheel.pool.query<{ counts: object; subject: null }>('select counts, subject from erasures order by requested_at');
  expect(rows[0]).toMatchObject({ subject: null, counts: { interactions: 80, suite_cases: 10 } });
  expect(await tablesWith(flywheel.pool, marker, user, userPseudonym)).toEqual({});
  const { holding, all } = await filesWith(flywheel, marker);
  expect(holding).toEqual([]);
  await expect(access(leftBehind)).rejects.toThrow('ENOENT');
  // What others alone had trained stays.
  expect(all.length).toBeGreaterThan(0);
  expect(report.out_of_reach.models.map(({ model }) => model)).toHaveLength(1);
  expect(report.out_of_reach.candidates.length).toBeGreaterThanOrEqual(2);
});

test('the audit trail says who asked and why, and not about whom; workflows hold nothing of it', async () => {
  const { rows } = await flywheel.pool.query<{ agent: string; why: string }>(`select agent, why from audit where action = 'forget' order by agent`);
  expect(rows).toEqual([{ agent: 'is-asked', why: '[USER] asked for it' }, { agent: 'learns', why: '[USER] asked for it' }]);
  const { rows: erasures } = await flywheel.pool.query<{ id: string; subject: string | null }>('select id, subject from erasures order by requested_at');
  expect(erasures.every(({ subject }) => subject === null)).toBe(true);
  const text = await textOfWorkflow(flywheel.client, `flywheel/forget/${erasures[0]!.id}`);
  expect(text).toContain('eraseFiles');
  for (const word of [marker, userPseudonym]) expect(text).not.toContain(word);
});

test('what saw the user is marked, and what quoted the user says that it was changed', async () => {
  const { rows } = await flywheel.pool.query<{ kind: string; tainted: boolean; parts: number }>(
    `select n.kind, c.tainted_at is not null as tainted, c.erased_parts as parts from candidates c join cycle_candidates n on n.candidate_id = c.id where c.agent = 'learns' order by n.kind`,
  );
  expect(rows).toEqual([{ kind: 'prompt', tainted: true, parts: expect.any(Number) }, { kind: 'training', tainted: true, parts: 0 }]);
  expect(rows[0]!.parts).toBeGreaterThan(0);
  const untouched = await flywheel.pool.query(`select 1 from candidates c where c.agent = 'is-asked' and c.tainted_at is not null`);
  expect(untouched.rowCount).toBe(0);
  expect((await cli.run('champion', '--agent', 'learns')).stdout).toContain('saw a user who was erased');
});

test('a blocked user stays out, others come in, and the next cycle learns without the user', async () => {
  await converse(flywheel.pool, 'learns', own.slice(0, 6), (index) => ({ id: `late-${index}`, user }));
  expect(await tablesWith(flywheel.pool, marker, userPseudonym)).toEqual({});
  await converse(flywheel.pool, 'learns', traffic.slice(260, 280), (index) => ({ id: `next-${index}`, user: `carol-${index}` }));
  expect(await settled(flywheel, await startCycle(flywheel, 'learns'))).not.toBe('failed');
  const { rows } = await flywheel.pool.query<{ tainted: boolean }>(`select tainted_at is not null as tainted from datasets where agent = 'learns' order by created_at`);
  expect(rows).toEqual([{ tainted: true }, { tainted: false }]);
}, 120_000);

test('what a trainer does not give up is named, keeps the request open, and goes when it is called again', async () => {
  const other = 'bob-1-of-many';
  await flywheel.pool.query(`update training_jobs set trainer = 'gone' where agent = 'is-asked'`);
  const first = await cli.json<Report>('forget', '--user', other, '--why', 'asked for it');
  expect(first).toMatchObject({ code: 3, finished: false, open: [{ trainer: 'gone', code: 'trainer_not_here' }] });
  expect((await filesWith(flywheel, '')).all.length).toBeGreaterThan(0);
  await flywheel.pool.query(`update training_jobs set trainer = 'openai' where agent = 'is-asked'`);
  expect(await cli.json<Report>('forget', '--user', other, '--why', 'asked for it')).toMatchObject({ code: 0, finished: true, open: [] });
  expect((await flywheel.pool.query(`select 1 from training_jobs where agent = 'is-asked' and file_id is not null`)).rowCount).toBe(0);
  expect(await cli.json<Report>('forget', '--user', 'nobody-at-all', '--why', 'asked for it')).toMatchObject({ code: 0, finished: true, erased: {} });
}, 60_000);

test('a candidate is never changed or deleted by anything else', async () => {
  const change = (sql: string) => flywheel.pool.query(sql).then(() => 'done', ({ message }: Error) => message);
  expect(await change(`update candidates set system_prompt = 'other'`)).toBe('a candidate is never changed');
  expect(await change(`update candidates set model = 'other', erased_parts = erased_parts + 1`)).toBe('a candidate is never changed');
  expect(await change('delete from candidates')).toMatch(/never deleted|violates foreign key/);
});
