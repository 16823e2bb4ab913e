import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';

type Row = Record<'interaction_id' | 'rubric' | 'question' | 'reply' | 'label' | 'annotator' | 'at', string>;
type Shown = {
  judges: {
    id: string; model: string; trust: { labels: number; kappa: number | null; kappaLow: number | null; ageDays: number | null; parseFailureRate: number };
    rubrics: { rubric: string; n: number; recall: { label: string; share: { count: number; of: number } }[] }[];
    badRate: { estimate: number; interval: [number, number]; labelled: number; unlabelled: number } | null;
  }[];
};

let flywheel: TestFlywheel;
let cli: Cli;
const turns = supportTraffic({ seed: 4, count: 400 }).filter((turn, place, all) => all.findIndex(({ text }) => text === turn.text) === place).slice(0, 130);
/** Every third reply is wrong. */
const truth = new Map(turns.map((_, index) => [`=r-${index}`, index % 3 === 0 ? 'bad' : 'good']));
const config = { annotate: { random_share: 0.7, bad_case_share: 0.1, budget_per_cycle: 120 }, train: { min_examples: 10_000 } };

beforeAll(async () => {
  flywheel = await startFlywheel({ judgeNoise: 0.1 });
  await flywheel.answerKey(turns);
  await flywheel.apply(config);
  await flywheel.suite(turns.slice(0, 5));
  // Ids and questions that a spreadsheet would run.
  await storeInteractions(flywheel.pool, flywheel.agent, turns.map((turn, index) => ({
    key: `=r-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, index)), model: 'sandbox-large',
    messages: [{ role: 'system' as const, content: '=1+1' }, { role: 'user' as const, content: turn.text }], reply: index % 3 === 0 ? 'Call me tomorrow.' : turn.reply,
  })));
  await (await flywheel.start()).result();
  cli = await openCli(flywheel.env);
});
afterAll(() => Promise.all([flywheel.close(), cli.remove()]));

const exported = async (name: string, ...more: string[]): Promise<Row[]> => {
  await cli.run('review', 'export', '--out', name, ...more);
  const text = await readFile(join(cli.dir, name), 'utf8');
  return name.endsWith('.csv') ? parse<Row>(text, { columns: true }) : text.trim().split('\n').map((line) => JSON.parse(line) as Row);
};
const csv = (rows: readonly (readonly string[])[]): string => ['interaction_id,rubric,label,annotator,at', ...rows.map((row) => row.join(','))].join('\n');
const show = () => cli.json<Shown>('review', 'show');
const idOf = ({ interaction_id }: Row): string => interaction_id.replace(/^'/, '');
const samplesOf = async (key: string) =>
  (await flywheel.pool.query<{ status: string; origin: string }>('select s.status, s.origin from samples s join interactions i on i.id = s.interaction_id where i.key = $1 order by s.created_at, s.id', [key])).rows;

test('an export is blind, runs no formula, and is the same until somebody labels', async () => {
  const rows = await exported('blind.csv', '--random', '50', '--disputed', '10');
  expect(rows.length).toBeGreaterThanOrEqual(50);
  expect(Object.keys(rows[0]!)).toEqual(['interaction_id', 'rubric', 'asked', 'labels', 'context', 'question', 'reply', 'label', 'annotator', 'at']);
  for (const row of rows) {
    expect(row).toMatchObject({ rubric: 'verdict', label: '', annotator: '', at: '', context: 'system: =1+1' });
    expect(row.interaction_id).toMatch(/^'=r-\d+$/);
    expect(row.reply).toBe(truth.get(idOf(row)) === 'bad' ? 'Call me tomorrow.' : turns[Number(idOf(row).slice(3))]!.reply);
  }
  expect(await exported('blind.jsonl', '--random', '50', '--disputed', '10')).toHaveLength(rows.length);
  expect((await exported('again.csv', '--random', '50', '--disputed', '10')).map(idOf)).toEqual(rows.map(idOf));
});

test('filled labels come back once, say how far to trust the judge, and what the rate of bad replies is', async () => {
  expect((await show()).judges).toMatchObject([{ model: 'sandbox-judge', trust: { labels: 0, kappa: null, kappaLow: null, ageDays: null }, badRate: null }]);
  const rows = await exported('fill.csv', '--random', '50', '--disputed', '0');
  const filled = csv(rows.map((row, index) => [row.interaction_id, 'verdict', index < 45 ? truth.get(idOf(row))! : '', 'ann', '2026-02-01T10:00:00Z']));
  await cli.file('filled.csv', filled);
  expect(await cli.json('review', 'import', 'filled.csv')).toMatchObject({ code: 0, accepted: 45, added: 45, changed: 0, repeated: 0, unlabelled: 5, bad: 0 });
  expect(await cli.json('review', 'import', 'filled.csv')).toMatchObject({ code: 0, accepted: 45, added: 0, changed: 0, repeated: 45 });

  const { judges: [judge] } = await show();
  expect(judge?.trust.labels).toBe(45);
  // A tenth of its beliefs is wrong: most good replies that it believes bad, since a wrong reply stays wrong.
  expect(judge?.trust.kappa).toBeGreaterThan(0.5);
  expect(judge?.trust.kappaLow).toBeLessThan(judge?.trust.kappa ?? 0);
  expect(judge?.rubrics[0]?.recall.map(({ label }) => label)).toEqual(['good', 'bad']);
  expect(judge?.badRate).toMatchObject({ labelled: 45 });
  expect(judge!.badRate!.interval[0]).toBeLessThan(1 / 3);
  expect(judge!.badRate!.interval[1]).toBeGreaterThan(1 / 3);
  const { stdout } = await cli.run('review', 'show');
  expect(stdout).toMatch(/45 verdicts labelled by people[\s\S]*verdict: kappa 0?\.?\d[\s\S]*bad replies in all traffic: /);
  expect((await cli.run('stats')).stdout).toMatch(/judge +sandbox-judge.*kappa/);
});

test('a person overrides the judge, and changing one\'s mind changes it again', async () => {
  const { rows } = await flywheel.pool.query<{ key: string; verdict: 'good' | 'bad' }>(
    `select i.key, a.verdict from annotations a join interactions i on i.id = a.interaction_id
     where a.status = 'ok' and not exists (select 1 from human_labels h where h.interaction_id = i.id) order by i.id`,
  );
  const key = rows.find(({ verdict }) => verdict === 'good')!.key;
  expect(await samplesOf(key)).toEqual([{ status: 'verified', origin: 'good' }]);
  const label = async (value: string, at: string) => {
    await cli.file('one.jsonl', [{ interaction_id: key, rubric: 'verdict', label: value, annotator: 'boss', at }]);
    return cli.json('review', 'import', 'one.jsonl');
  };
  expect(await label('bad', '2026-02-02')).toMatchObject({ added: 1 });
  expect(await samplesOf(key)).toEqual([{ status: 'superseded', origin: 'good' }]);
  expect(await label('good', '2026-02-03')).toMatchObject({ added: 1 });
  expect(await samplesOf(key)).toEqual([{ status: 'human', origin: 'good' }]);
  // An older label that comes late changes nothing; the same time again replaces.
  await label('bad', '2026-02-01');
  expect(await samplesOf(key)).toEqual([{ status: 'human', origin: 'good' }]);
  expect(await label('bad', '2026-02-03')).toMatchObject({ added: 0, changed: 1 });
  expect(await samplesOf(key)).toEqual([{ status: 'superseded', origin: 'good' }]);
});

test('what is wrong in a file is named by line and field, and the rest is stored', async () => {
  await cli.file('bad.csv', csv([
    ['=r-1', 'verdict', 'good', 'zoe', '2026-02-05'], ['=r-2', 'verdict', 'excellent', 'zoe', '2026-02-05'], ['nobody', 'verdict', 'good', 'zoe', '2026-02-05'],
    ['=r-3', 'taste', 'good', 'zoe', '2026-02-05'], ['=r-4', 'verdict', 'good', '', '2026-02-05'], ['=r-5', 'verdict', 'good', 'zoe', 'yesterday'],
  ]));
  const { code, stdout, stderr } = await cli.run('review', 'import', 'bad.csv');
  expect(code).toBe(0);
  expect(stdout).toContain('1 labels: 1 new');
  expect(stderr.trim().split('\n')).toEqual([
    'bad.csv:3: label: found "excellent", expected one of good, bad',
    `bad.csv:4: interaction_id: found "nobody", expected an interaction of ${flywheel.agent}`,
    'bad.csv:5: rubric: found "taste", expected one of verdict, error_type, severity, intent, correction',
    'bad.csv:6: annotator: found "", expected who labelled, in at most 80 characters',
    'bad.csv:7: at: found "yesterday", expected when it was labelled: an ISO 8601 time, or seconds or milliseconds since 1970',
    '5 bad lines were left out',
  ]);
  expect((await cli.run('review', 'import', 'bad.csv', '--strict')).code).toBe(2);
  await cli.file('columns.csv', 'interaction_id,label\n=r-1,good\n');
  const wrong = await cli.run('review', 'import', 'columns.csv');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('columns.csv:1: rubric, annotator, at') as string]);
});

test('a change of the judge\'s settings opens a new record without trust; a trusted one of before stays as it was', async () => {
  await flywheel.apply({ ...config, annotate: { ...config.annotate, error_types: ['wrong_fact', 'wrong_intent', 'style'], reuse_answers_for: '0s' } });
  await storeInteractions(flywheel.pool, flywheel.agent, turns.slice(0, 30).map((turn, index) => ({
    key: `new-${index}`, at: new Date(Date.UTC(2026, 1, 1, 0, index)), model: 'sandbox-large', messages: [{ role: 'user' as const, content: turn.text }], reply: turn.reply,
  })));
  await (await flywheel.start({ trigger: 'retrain' })).result();
  const { judges } = await show();
  expect(judges.map(({ trust: { labels } }) => labels > 0)).toEqual([false, true]);
  expect(new Set(judges.map(({ id }) => id)).size).toBe(2);
});
