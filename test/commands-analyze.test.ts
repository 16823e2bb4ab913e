import { readdir, readFile, symlink, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputFiles } from '../adapters/analysis/inputs.ts';
import { openCli, type Cli } from './support/cli.ts';

type Row = Record<string, unknown> & { meta: Record<string, unknown> };
const chat = (id: string, question: string, more: Record<string, unknown> = {}) => ({
  id, messages: [{ role: 'user', content: question }], response_choices: [{ message: { role: 'assistant', content: 'Here is what I found for you.' } }],
  response_usage: { prompt_tokens: 100, completion_tokens: 20 }, request_model: 'qwen3-max', pt: '20260101', total_cost_time: 900, ...more,
});
const failing = (id: string) => ({
  ...chat(id, 'Where is my parcel?'),
  messages: [
    { role: 'user', content: 'Where is my parcel? Write to eve@example.com' },
    ...['a', 'b'].flatMap((call) => [
      { role: 'assistant', content: null, tool_calls: [{ id: call, type: 'function', function: { name: 'track', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: call, content: '{"error": "no route to eve@example.com"}' },
    ]),
  ],
});
const hasJq = spawnSync('jq', ['--version']).error === undefined;
let cli: Cli;
beforeAll(async () => {
  cli = await openCli({});
});
afterAll(() => cli.remove());

const read = (out: string, name: string) => readFile(join(cli.dir, out, name), 'utf8');
const rowsOf = async (out: string, name = 'analyzed.jsonl') => (await read(out, name)).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
const summaryOf = async (out: string) => JSON.parse(await read(out, 'summary.json')) as { rows: number; rejected: number; tiers: Record<string, number>; signals: Record<string, number>; redactions: Record<string, number> };

describe('analyze', () => {
  test('writes rows, rejects, calibration, cohorts, slices, report and summary', async () => {
    const log = await cli.file('log.jsonl', `${JSON.stringify(chat('one', 'What is the weather?'))}\nnot json\n${JSON.stringify(failing('two'))}\n`);
    const { code, stdout, stderr } = await cli.run('analyze', log, '--out', 'first');
    expect(stderr).toMatch(/1 bad line was left out/);
    expect([code, (await readdir(join(cli.dir, 'first'))).sort()]).toEqual([0, ['analyzed.jsonl', 'calibration.json', 'cohorts.csv', 'rejects.jsonl', 'report.html', 'slices', 'summary.json']]);
    expect(stdout).toMatch(/2 rows \(1 left out\)/);
    const rows = await rowsOf('first');
    expect(rows.map(({ id, meta }) => [id, meta['agent_bad_case_tier']])).toEqual([['one', 'none'], ['two', 'watchlist']]);
    expect(rows[1]!.meta['agent_bad_case_signals']).toMatchObject([
      { code: 'tool_message_error_pattern', weight: 'high', detail: 'tool_fail_count=2 (limit 2)' },
      { code: 'low_tool_success_ratio', weight: 'medium' },
    ]);
    expect(await rowsOf('first', 'slices/watchlist.jsonl')).toEqual([rows[1]]);
    expect(await rowsOf('first', 'slices/high_precision.jsonl')).toEqual([]);
    expect(await rowsOf('first', 'slices/none.jsonl')).toEqual([rows[0]]);
    expect(JSON.parse(await read('first', 'rejects.jsonl'))).toEqual({ line: 2, reason: 'broken JSON' });
    expect(await summaryOf('first')).toMatchObject({ rows: 2, rejected: 1, tiers: { high_precision: 0, watchlist: 1, none: 1 }, redactions: { EMAIL: 3 } });
    expect(JSON.parse(await read('first', 'calibration.json'))).toMatchObject({ rows: 2, by_request_model: { 'qwen3-max': { total_tokens: { n: 2, p50: 120 } } } });
    expect(await read('first', 'cohorts.csv')).toMatch(/^model,pt,rows,[^\n]*\r\nqwen3-max,20260101,2,/);
    for (const name of ['analyzed.jsonl', 'report.html', 'slices/watchlist.jsonl']) expect(await read('first', name)).not.toContain('eve@example.com');
  }, 120_000);

  test('says the same whatever the number of threads, in the order of the input', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => (index % 7 === 0 ? failing(`r${index}`) : chat(`r${index}`, `Question ${index} about the state of my order`, { session_id: `s${index % 80}`, padding: 'order '.repeat(1_000) })));
    const log = await cli.file('many.jsonl', rows);
    await cli.run('analyze', log, '--out', 'with-1', '--workers', '1');
    await cli.run('analyze', log, '--out', 'with-3', '--workers', '3');
    for (const name of ['analyzed.jsonl', 'rejects.jsonl', 'calibration.json', 'cohorts.csv', 'slices/watchlist.jsonl']) expect(await read('with-1', name) === await read('with-3', name)).toBe(true);
    expect((await rowsOf('with-3')).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  }, 120_000);

  test('sees retries and abandonment across rows of a session, and leaves other rows alone', async () => {
    const session = { session_id: 'private-session-17' };
    const log = await cli.file('sessions.jsonl', [
      chat('1', 'Why was my card declined in Rome?', { ...session, timestamp: '2026-01-01T10:00:00Z' }),
      chat('2', 'Something else altogether, in between'),
      chat('3', 'why was my card declined in rome', { ...session, timestamp: '2026-01-01T10:01:00Z' }),
      chat('4', 'And what about my other card then?', { ...session, timestamp: '2026-01-01T10:02:00Z', response_choices: [{ message: { role: 'assistant', content: '' } }] }),
    ]);
    await cli.run('analyze', log, '--out', 'sessions');
    const rows = await rowsOf('sessions');
    const codes = rows.map(({ meta }) => (meta['agent_bad_case_signals'] as { code: string }[]).map(({ code }) => code));
    expect(codes).toEqual([['user_retry_or_rephrase'], [], [], ['empty_reply', 'user_abandoned']]);
    expect(rows.map(({ meta }) => meta['agent_session_tier'])).toEqual(['watchlist', undefined, 'watchlist', 'watchlist']);
    expect(await summaryOf('sessions')).toMatchObject({ tiers: { watchlist: 2, none: 2 }, signals: { user_retry_or_rephrase: 1, user_abandoned: 1 } });
    expect(await read('sessions', 'analyzed.jsonl')).not.toContain('private-session-17');
  }, 120_000);

  test('shows a row that its session makes worse as one case, whatever the number of threads, and one of each kind', async () => {
    const silent = (session: number, minute: number) => chat(`${session}-${minute}`, `Question ${minute} about order ${session}?`, {
      session_id: `s${session}`, timestamp: `2026-01-01T10:0${minute}:00Z`, response_choices: [{ message: { role: 'assistant', content: '' } }], padding: 'order '.repeat(60_000),
    });
    // Five sessions end on an empty reply; a sixth goes on after one.
    const log = await cli.file('one-card.jsonl', [...Array.from({ length: 5 }, (_, session) => silent(session, 1)), silent(6, 1), chat('end', 'And what about my card?', { session_id: 's6', timestamp: '2026-01-01T10:02:00Z' })]);
    const cardsWith = async (workers: string) => {
      await cli.run('analyze', log, '--out', `cards-${workers}`, '--workers', workers);
      return [...(await read(`cards-${workers}`, 'report.html')).matchAll(/<article[^]*?<\/article>/g)].map(([card]) => [/\b\d-1\b/.exec(card)?.[0], card.includes('user_abandoned'), /(\d+) more/.exec(card)?.[1]]);
    };
    const cards = await cardsWith('1');
    expect(cards).toEqual([['0-1', true, '4'], ['1-1', true, '4'], ['2-1', true, '4'], ['6-1', false, undefined]]);
    expect(await cardsWith('3')).toEqual(cards);
  }, 120_000);

  test('writes the names of Data-Juicer, for which the lines of its guide work', async () => {
    const log = await cli.file('judged.jsonl', [
      chat('bad', 'Where is it?', { __dj__meta__: { agent_insight_llm: { headline: 'Wrong order looked up' }, llm_quality_record: { recommendation: 'discard' } }, __dj__stats__: { llm_quality_score: 0.2 } }),
      chat('good', 'Where is it?'),
    ]);
    await cli.run('analyze', log, '--out', 'dj', '--format', 'data-juicer');
    const [bad, good] = (await rowsOf('dj')) as unknown as { __dj__meta__: Record<string, unknown>; __dj__stats__: Record<string, unknown>; meta?: unknown }[];
    expect([bad!.__dj__meta__['agent_bad_case_tier'], good!.__dj__meta__['agent_bad_case_tier'], bad!.meta]).toEqual(['high_precision', 'none', undefined]);
    expect(bad!.__dj__meta__['agent_insight_llm']).toEqual({ headline: 'Wrong order looked up' });
    // What the two lines select, said in another language: jq itself is not everywhere.
    type Judged = { id: string; __dj__meta__: { agent_bad_case_tier: string; agent_request_model: string; agent_insight_llm?: { headline: string }; agent_bad_case_signals: { code: string }[] } };
    const judged = (await rowsOf('dj')) as unknown as Judged[];
    expect(judged.filter(({ __dj__meta__: found }) => found.agent_bad_case_tier === 'high_precision' && found.agent_request_model === 'qwen3-max').map(({ id }) => id)).toEqual(['bad']);
    expect(judged.map(({ __dj__meta__: found }) => [found.agent_insight_llm?.headline, found.agent_bad_case_signals.map(({ code }) => code)])).toEqual([
      ['Wrong order looked up', ['llm_reply_quality_eval_low']], [undefined, []],
    ]);
  }, 120_000);

  test.skipIf(!hasJq)('jq runs the lines of the guide (skipped where jq is not installed)', async () => {
    const log = await cli.file('for-jq.jsonl', [chat('bad', 'Where is it?', { __dj__meta__: { agent_insight_llm: { headline: 'Wrong order looked up' }, llm_quality_record: { recommendation: 'discard' } }, __dj__stats__: { llm_quality_score: 0.2 } })]);
    await cli.run('analyze', log, '--out', 'jq', '--format', 'data-juicer');
    const jq = (filter: string) => spawnSync('jq', ['-c', filter, join(cli.dir, 'jq/analyzed.jsonl')], { encoding: 'utf8' });
    expect(jq('select(."__dj__meta__".agent_bad_case_tier=="high_precision" and ."__dj__meta__".agent_request_model=="qwen3-max") | .id').stdout).toBe('"bad"\n');
    expect(jq('."__dj__meta__".agent_insight_llm.headline, ."__dj__meta__".agent_bad_case_signals').stdout.split('\n')[0]).toBe('"Wrong order looked up"');
  }, 120_000);

  test('--lang auto follows an earlier pass over the rows, else the language of most of them', async () => {
    const chinese = (id: string, more = {}) => chat(id, '请帮我查询一下订单状态，谢谢', { response_choices: [{ message: { role: 'assistant', content: '您的订单正在派送。' } }], ...more });
    const inLanguage = async (out: string, rows: readonly object[]) => {
      await cli.run('analyze', await cli.file(`${out}.jsonl`, [...rows]), '--out', out, '--lang', 'auto');
      const said = (await rowsOf(out)).map(({ meta }) => meta['agent_pipeline_output_lang']);
      return [...new Set(said), /<html lang="([a-z]+)/.exec(await read(out, 'report.html'))?.[1]];
    };
    expect(await inLanguage('most', [chinese('a', { session_id: 's1' }), chinese('b'), chat('c', 'Where is my parcel?')])).toEqual(['zh', 'zh']);
    expect(await inLanguage('said', [chinese('a', { meta: { agent_pipeline_output_lang: 'en' } }), chinese('b')])).toEqual(['en', 'en']);
    expect(await inLanguage('none', [chat('a', '12345')])).toEqual(['en', 'en']);
  }, 120_000);

  test('a calibration is written from this input and used only when given', async () => {
    const log = await cli.file('usual.jsonl', Array.from({ length: 100 }, (_, index) => chat(`u${index}`, 'Where is it?', { response_usage: { prompt_tokens: index * 10, completion_tokens: 0 } })));
    await cli.run('analyze', log, '--out', 'usual');
    expect((await summaryOf('usual')).signals).toEqual({});
    await cli.run('analyze', log, '--out', 'compared', '--calibration', 'usual/calibration.json');
    expect((await summaryOf('compared')).signals).toEqual({ high_token_usage: 5 });
    await cli.file('own.yaml', 'signals:\n  max_total_tokens: 980\n');
    await cli.run('analyze', log, '--out', 'own', '--calibration', 'usual/calibration.json', '--config', 'own.yaml');
    expect((await summaryOf('own')).signals).toEqual({ high_token_usage: 1 });
  }, 120_000);

  test('reads folders, arrays, pretty objects, gzip, byte order marks and CRLF; links are not followed', async () => {
    const folder = join(cli.dir, 'in');
    await mkdir(join(folder, 'deep'), { recursive: true });
    await writeFile(join(folder, 'a.json'), JSON.stringify([chat('a1', 'One?'), chat('a2', 'Two?')], null, 2));
    await writeFile(join(folder, 'b.json'), JSON.stringify(chat('b', 'One?'), null, 2));
    await writeFile(join(folder, 'deep/c.jsonl.gz'), gzipSync(`${JSON.stringify(chat('c', 'One?'))}\n`));
    await writeFile(join(folder, 'd.jsonl'), `\uFEFF${JSON.stringify(chat('d1', 'One?'))}\r\n\r\n${JSON.stringify(chat('d2', 'nul \0 and \ud800'))}`);
    await writeFile(join(folder, 'notes.txt'), 'no log');
    await symlink(folder, join(folder, 'deep/loop'));
    await symlink('/etc/hostname', join(folder, 'outside.jsonl'));
    expect((await cli.run('analyze', 'in', '--out', 'from-folder')).code).toBe(0);
    expect((await rowsOf('from-folder')).map(({ id }) => id)).toEqual(['a1', 'a2', 'b', 'd1', 'd2', 'c']);
    expect((await summaryOf('from-folder')).rejected).toBe(0);
  }, 120_000);

  test('does not read what an analysis wrote below a folder, but everything beside it, and a file that is named', async () => {
    const folder = join(cli.dir, 'logs');
    await mkdir(join(folder, '.cache'), { recursive: true });
    for (const name of ['a.jsonl', 'summary.json', '.cache/old.jsonl']) await writeFile(join(folder, name), `${JSON.stringify(chat(name, 'One?'))}\n`);
    for (const out of ['logs/report', 'logs/report', 'logs']) {
      expect((await cli.run('analyze', 'logs', '--out', out)).code).toBe(0);
      expect((await rowsOf(out)).map(({ id }) => id)).toEqual(['a.jsonl', 'summary.json']);
    }
    await writeFile(join(folder, 'b.jsonl'), `${JSON.stringify(chat('b', 'One?'))}\n`);
    expect((await inputFiles([folder])).map((file) => basename(file))).toEqual(['a.jsonl', 'b.jsonl']);
    const { code, stderr } = await cli.run('analyze', 'logs/report', '--out', 'again');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/logs\/report: found a folder of results, expected logs; .*analyzed\.jsonl/)]);
    expect(await inputFiles([join(folder, 'report/analyzed.jsonl')])).toHaveLength(1);
  }, 120_000);

  test('wrong calls end with 2 and say what is expected', async () => {
    const log = await cli.file('small.jsonl', [chat('one', 'What?')]);
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await cli.run('analyze', ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong('nothing.jsonl', '--out', 'x')).toMatch(/nothing there/);
    expect(await wrong(log, '--out', log)).toMatch(/--out: found small.jsonl/);
    expect(await wrong(log, '--out', 'x', '--cohort-by', 'model,mood')).toMatch(/cohort/);
    await cli.file('bad.yaml', 'signals:\n  max_tokens: 3\n');
    expect(await wrong(log, '--out', 'x', '--config', 'bad.yaml')).toMatch(/bad.yaml:2: signals.max_tokens/);
    await cli.file('bad.json', '{"version": 2}');
    expect(await wrong(log, '--out', 'x', '--calibration', 'bad.json')).toMatch(/bad\.json:1: version: found 2, expected 1\nbad\.json: rows: found nothing, expected a number\n/);
    await cli.file('bad.json', '{"version": 1,\n"rows": 1, "default": {"total_tokens": {"n": 1, "p50": 1, "p90": "x", "p95": 2}}, "by_request_model": {}}');
    expect(await wrong(log, '--out', 'x', '--calibration', 'bad.json')).toMatch(/bad\.json:2: default\.total_tokens\.p90: found "x", expected a number/);
    await cli.file('bad.json', '{"version": 1,');
    expect(await wrong(log, '--out', 'x', '--calibration', 'bad.json')).toMatch(/bad\.json: found broken JSON, expected the calibration\.json of an analysis/);
    await cli.file('junk.jsonl', 'junk\n');
    expect(await wrong('junk.jsonl', '--out', 'x')).toMatch(/no row was accepted/);
  }, 120_000);

  test('a stop leaves nothing under a final name and no draft', async () => {
    const log = await cli.file('long.jsonl', Array.from({ length: 40_000 }, (_, index) => chat(`r${index}`, 'Where is my parcel now?')));
    const started = cli.start('analyze', log, '--out', 'stopped', '--workers', '1');
    for (let tries = 0; tries < 600 && !existsSync(join(cli.dir, 'stopped')); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    started.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    expect(await readdir(join(cli.dir, 'stopped'))).toEqual([]);
  }, 120_000);
});
