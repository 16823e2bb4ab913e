import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCli, type Cli } from './support/cli.ts';

let cli: Cli;
beforeAll(async () => {
  // No server, and none is asked for.
  cli = await openCli({ DATABASE_URL: undefined, TEMPORAL_ADDRESS: undefined });
});
afterAll(() => cli.remove());

const read = (name: string): Promise<string> => readFile(join(cli.dir, name), 'utf8');
const lines = async (name: string): Promise<Record<string, unknown>[]> => (await read(name)).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
const row = (id: string, intent: string, text: string, more: object = {}): object => ({
  id, intent, origin: 'new', messages: [{ role: 'user', content: text }, { role: 'assistant', content: `reply ${intent}` }], ...more,
});
const topics = 'refund parcel invoice delivery password account address payment voucher warranty receipt shipping'.split(' ');
const rows = Array.from({ length: 240 }, (_, index) =>
  row(`r${index}`, `intent-${index % 6}`, `${topics[index % 12]} ${topics[Math.floor(index / 12) % 12]} number ${index * 7919} please`, { user: `u${index % 40}`, at: 1_700_000_000 + index }),
);

describe('a file of candidates', () => {
  test('becomes a training file, validation rows, a manifest and a report, the same bytes for any order of the lines', async () => {
    await cli.file('in.jsonl', rows);
    await cli.file('turned.jsonl', rows.toReversed());
    await cli.file('balance.yaml', 'intent_max_ratio: 0.3\nintent_min_samples: 10\nintents:\n  intent-0: {at_least: 60}\n');
    const all = (suffix: string): string[] => ['--config', 'balance.yaml', '--out', `t${suffix}.jsonl`, '--val', `v${suffix}.jsonl`, '--manifest', `m${suffix}.jsonl`, '--report', `r${suffix}.json`];
    const first = await cli.run('balance', 'in.jsonl', ...all('1'), '--strict');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect((await cli.run('balance', 'turned.jsonl', ...all('2'))).code).toBe(0);
    for (const name of ['t', 'v', 'm']) expect(await read(`${name}1.jsonl`)).toBe(await read(`${name}2.jsonl`));
    expect(await read('r1.json')).toBe(await read('r2.json'));

    const report = JSON.parse(await read('r1.json')) as { size: number; held_out: { val: number }; feasible: boolean; card: { dataset: string } };
    const [train, val, manifest] = [await lines('t1.jsonl'), await lines('v1.jsonl'), await lines('m1.jsonl')];
    expect([train.length, val.length, manifest.length]).toEqual([report.size, report.held_out.val, rows.length]);
    expect(val.length).toBeGreaterThan(5);
    expect(Object.keys(manifest[0]!).sort()).toEqual(['copies', 'group', 'id', 'intent', 'origin', 'reason', 'split', 'task', 'weight']);
    const usersOn = (split: string): Set<number> => new Set(manifest.filter((one) => one['split'] === split).map((one) => Number(String(one['id']).slice(1)) % 40));
    expect([...usersOn('train')].filter((user) => usersOn('val').has(user))).toEqual([]);
    expect(train.filter((line) => JSON.stringify(line).includes('reply intent-0')).length).toBe(60);

    const rebuilt = await cli.run('dataset', 'rebuild', 'turned.jsonl', '--manifest', 'm1.jsonl', '--out', 'again.jsonl');
    expect(rebuilt.stdout.trim()).toBe(report.card.dataset);
    expect(await read('again.jsonl')).toBe(await read('t1.jsonl'));
  });

  test('counts rows by the task of their intent where they name none themselves', async () => {
    await cli.file('tasks.jsonl', rows.map((one, index) => (index === 0 ? { ...one, task: 'chat' } : one)));
    await cli.file('tasks.yaml', 'intent_max_ratio: 0.5\nintent_min_samples: 0\ntask_weights: {safety: 2}\nintents:\n  intent-0: {task: safety}\n');
    expect((await cli.run('balance', 'tasks.jsonl', '--config', 'tasks.yaml', '--out', 't.jsonl', '--manifest', 'm.jsonl')).code).toBe(0);
    const copies = (await lines('m.jsonl')).filter(({ intent }) => intent === 'intent-0').map((one) => `${String(one['task'])} ${String(one['copies'])}`);
    expect([new Set(copies), copies.filter((one) => one === 'chat 1').length]).toEqual([new Set(['chat 1', 'safety 2']), 1]);
  });

  test('keeps its sides when it grows, and says what changed', async () => {
    const more = Array.from({ length: 60 }, (_, index) => row(`s${index}`, `intent-${index % 6}`, `later ${topics[index % 12]} case ${index * 104_729}`, { user: `u${index % 50}` }));
    await cli.file('more.jsonl', [...rows, ...more]);
    const run = await cli.run('balance', 'more.jsonl', '--config', 'balance.yaml', '--out', 't3.jsonl', '--val', 'v3.jsonl', '--manifest', 'm3.jsonl', '--sealed', 'm1.jsonl');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const before = new Map((await lines('m1.jsonl')).map((one) => [one['id'], one['split']]));
    const moved = (await lines('m3.jsonl')).filter(({ id, split }) => split !== 'dropped' && before.has(id) && before.get(id) !== 'dropped' && before.get(id) !== split);
    expect(moved).toEqual([]);
    const diff = await cli.json<{ added: string[]; size: { before: number; after: number } }>('dataset', 'diff', 'm1.jsonl', 'm3.jsonl');
    expect(diff.added.every((id) => id.startsWith('s'))).toBe(true);
    expect(diff.size.after).toBeGreaterThan(diff.size.before);
  });

  test('loses questions of suites, their near-twins, and personal data; corrections become preference pairs', async () => {
    await cli.file('suite.csv', 'text,category\n"Where on earth is the parcel that I ordered last week?",intent-1\n');
    const special = [
      row('leak', 'intent-1', 'where on earth is the parcel that I ordered last week?'),
      row('twin', 'intent-1', 'Where on earth is the parcel that I ordered last weeks?'),
      row('mail', 'intent-2', 'write to jane.doe@example.com about it', { rejected: 'I cannot help.' }),
    ];
    await cli.file('leaks.jsonl', [...rows, ...special]);
    const report = await cli.json<{ dropped: { leak: number }; redacted: object }>('balance', 'leaks.jsonl', '--config', 'balance.yaml', '--out', 't4.jsonl', '--manifest', 'm4.jsonl', '--held-out', 'suite.csv', '--pairs', 'p4.jsonl', '--report', 'r4.html');
    expect(report).toMatchObject({ code: 0, dropped: { leak: 2 }, redacted: { EMAIL: 1 } });
    expect((await lines('m4.jsonl')).filter(({ reason }) => reason === 'leak').map(({ id }) => id)).toEqual(['leak', 'twin']);
    expect(await read('t4.jsonl')).not.toContain('jane.doe');
    expect(await lines('p4.jsonl')).toMatchObject([{ preferred_output: [{ content: 'reply intent-2' }], non_preferred_output: [{ content: 'I cannot help.' }] }]);
    expect(await read('r4.html')).toContain('By intent');
  });

  test('that cannot meet the limits becomes the largest set that can; --strict says so by its exit code', async () => {
    await cli.file('tight.yaml', 'intent_max_ratio: 0.1\n');
    const soft = await cli.run('balance', 'in.jsonl', '--config', 'tight.yaml', '--out', 't5.jsonl');
    expect(soft.code).toBe(0);
    expect(soft.stdout).toContain('raised from 0.1 to 1/6');
    expect((await cli.run('balance', 'in.jsonl', '--config', 'tight.yaml', '--out', 't5.jsonl', '--strict')).code).toBe(2);
    expect((await lines('t5.jsonl')).length).toBeGreaterThan(200);
  });
});

describe('bad input ends with 2, says where, and writes nothing', () => {
  const good = [row('1', 'a', 'one'), row('2', 'b', 'two')];
  test.each([
    ['a missing intent', [good[0]!, { ...row('2', 'b', 'two'), intent: undefined }], '', 'bad.jsonl:2: intent: found nothing'],
    ['an unknown origin', [row('1', 'a', 'one', { origin: 'old' }), good[1]!], '', 'bad.jsonl:1: origin: found "old", expected "new" or "replay"'],
    ['an id that stands twice', [good[0]!, good[1]!, good[0]!], '', 'bad.jsonl:3: id: found the id of line 1'],
    ['a row without an answer', [good[0]!, { id: '2', intent: 'b', messages: [{ role: 'user', content: 'x' }, { role: 'user', content: 'y' }] }], '', 'bad.jsonl:2: messages[1].role'],
    ['an empty file', [], '', 'bad.jsonl: found an empty file'],
    ['one intent', [good[0]!, row('2', 'a', 'two')], '', 'intent: found one intent in all rows'],
    ['a ratio over 1', good, 'intent_max_ratio: 1.5\n', 'bad.yaml:1: intent_max_ratio: found 1.5, expected at most 1'],
    ['a floor over its cap', good, 'target_size: 100\nintent_min_samples: 30\n', 'bad.yaml:2: intent_min_samples: found 30, expected at most 20'],
    ['shares of production over 1', good, 'production: {a: 0.7, b: 0.7}\n', 'bad.yaml:1: production'],
    ['an unknown key', good, 'balance:\n  max_copie: 3\n', 'bad.yaml:2: balance.max_copie: found 3, expected max_copies'],
  ])('%s', async (_, content, yaml, message) => {
    await cli.file('bad.jsonl', content);
    await cli.file('bad.yaml', yaml);
    const result = await cli.run('balance', 'bad.jsonl', '--config', 'bad.yaml', '--out', 'never.jsonl', '--manifest', 'never-manifest.jsonl');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(message);
    expect([existsSync(join(cli.dir, 'never.jsonl')), existsSync(join(cli.dir, 'never-manifest.jsonl'))]).toEqual([false, false]);
  });

  test('two results in one file, or a manifest that is none', async () => {
    await cli.file('bad.jsonl', good);
    expect(await cli.run('balance', 'bad.jsonl', '--out', 'x.jsonl', '--val', 'x.jsonl')).toMatchObject({ code: 2 });
    expect((await cli.run('dataset', 'diff', 'bad.jsonl', 'bad.jsonl')).stderr).toContain('bad.jsonl:1: task');
    expect((await cli.run('dataset', 'diff', 'nowhere.jsonl', 'bad.jsonl')).code).toBe(2);
  });
});
