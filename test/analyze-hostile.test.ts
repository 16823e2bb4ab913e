import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyzeFiles } from '../adapters/analysis/analyze-files.ts';
import { lineBlocks } from '../adapters/analysis/line-blocks.ts';
import { analyzeSchema } from '../core/analysis/config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = (id: string, text = 'Where is my parcel?') => JSON.stringify({ id, messages: [{ role: 'user', content: text }], response_choices: [{ message: { role: 'assistant', content: 'On its way.' } }], request_model: 'm' });
let runs = 0;

async function analyze(files: readonly string[], stdin: AsyncIterable<Uint8Array> = (async function* () {})()) {
  const out = join(folder, `out-${++runs}`);
  const summary = await analyzeFiles({
    files, stdin, out, workers: 1, clock: () => performance.now(), createdAt: new Date(0), signal: new AbortController().signal,
    options: { config: analyzeSchema.parse({}), calibration: null, format: 'flywheel', language: 'en', cohortBy: ['model', 'pt'] },
  });
  const lines = async (name: string) => (await readFile(join(out, name), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
  return { summary, rows: await lines('analyzed.jsonl'), rejects: (await lines('rejects.jsonl')) as { line: number; reason: string }[] };
}

async function file(name: string, parts: Iterable<string | Uint8Array>, packed = false): Promise<string> {
  const path = join(folder, name);
  const target = createWriteStream(path);
  const stream = packed ? createGzip({ level: 1 }) : target;
  if (packed) stream.pipe(target);
  for (const part of parts) if (!stream.write(part)) await once(stream, 'drain');
  stream.end();
  await once(target, 'close');
  return path;
}

function* times<T>(count: number, part: T): Generator<T> {
  for (let index = 0; index < count; index++) yield part;
}
const megabyte = Buffer.alloc(1024 * 1024, 'a');

test('a line of 200 MB, a million levels of nesting and broken bytes are left out; their neighbours are not', async () => {
  const path = await file('monsters.jsonl', [
    `${row('1')}\n{"id":"`, ...times(200, megabyte), `"}\n${row('3')}\n`, '['.repeat(1_000_000), ']'.repeat(1_000_000), '\n',
    `{"messages":${'['.repeat(250)}${']'.repeat(250)}}\n`, Buffer.from([0x7b, 0xff, 0xfe, 0x0a]), '{"id": 1, \n', 'null\n', '42\n', row('10'),
  ]);
  const { rows, rejects, summary } = await analyze([path]);
  expect(rows.map(({ id }) => id)).toEqual(['1', '3', '10']);
  expect(rejects.map(({ line }) => line)).toEqual([2, 4, 5, 6, 7, 8, 9]);
  expect(rejects.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/209715\d+ bytes; expected a line of at most 16777216 bytes/), expect.stringMatching(/more than 200 levels/), expect.stringMatching(/more than 200 levels/),
    'bytes that are not UTF-8', 'broken JSON', expect.stringMatching(/found null/), expect.stringMatching(/found a number/),
  ]);
  expect(summary).toMatchObject({ rows: 3, rejected: 7 });
}, 30_000);

test('a gzip bomb without line breaks is given up, and costs no memory', async () => {
  const path = await file('bomb.jsonl.gz', [`${row('1')}\n`, ...times(1_100, megabyte), `\n${row('3')}\n`], true);
  const before = process.memoryUsage().rss;
  const { rows, rejects } = await analyze([path]);
  expect(rows.map(({ id }) => id)).toEqual(['1']);
  expect(rejects).toEqual([{ line: 2, reason: expect.stringMatching(/the rest of the file is left out/) as string }]);
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
}, 30_000);

test('a gzip file that was cut gives its whole lines, then the fault; the next file is read', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => `${row(`r${index}`, `Question ${index * 7_919} of mine`)}\n`).join('');
  const packed = gzipSync(many);
  await writeFile(join(folder, 'cut.jsonl.gz'), packed.subarray(0, Math.floor(packed.length * 0.8)));
  await writeFile(join(folder, 'next.jsonl'), row('next'));
  const { rows, rejects, summary } = await analyze([join(folder, 'cut.jsonl.gz'), join(folder, 'next.jsonl')]);
  expect(rows.length).toBeGreaterThan(1_000);
  expect(rows.at(-1)?.['id']).toBe('next');
  expect(rejects).toEqual([{ file: join(folder, 'cut.jsonl.gz'), line: rows.length, reason: 'broken or cut gzip data; expected a whole gzip file' }]);
  expect(summary.rejected).toBe(1);
}, 20_000);

test('standard input is read packed and plain', async () => {
  const one = async function* (bytes: Buffer) {
    // A byte at a time at first: no reader may count on whole chunks.
    for (let at = 0; at < 5; at++) yield bytes.subarray(at, at + 1);
    yield bytes.subarray(5);
  };
  for (const bytes of [Buffer.from(`${row('a')}\n${row('b')}`), gzipSync(`${row('a')}\n${row('b')}`)]) expect((await analyze(['-'], one(bytes))).rows.map(({ id }) => id)).toEqual(['a', 'b']);
  expect((await analyze(['-'], one(Buffer.alloc(0)))).summary).toMatchObject({ rows: 0, rejected: 0 });
}, 20_000);

test('a first line that is an array, or begins as one, is a bad line where more lines follow; alone it is the file', async () => {
  const { rows, rejects } = await analyze([await file('first.jsonl', [`[1]\n${row('a')}\n`, row('b')])]);
  expect([rows.map(({ id }) => id), rejects.map(({ line }) => line)]).toEqual([['a', 'b'], [1]]);
  const linesOf = async (text: string, step: number) => {
    const bytes = (async function* () {
      for (let at = 0; at < text.length; at += step) yield Buffer.from(text.slice(at, at + step));
    })();
    const blocks = await Array.fromAsync(lineBlocks(bytes));
    return blocks.flatMap((block) => ('reason' in block ? [block.reason] : Buffer.from(block.bytes).toString().split('\n').map((line) => line.trim()).filter(Boolean)));
  };
  for (const step of [1, 5, 1_000]) {
    for (const bad of ['[1]', '[]', '[{"a":1},{"a":2}]', '[INFO] started', '[1, [2], "]"] x']) expect(await linesOf(`\n${bad}\n\n{"b":1}\n{"b":2}`, step)).toEqual([bad, '{"b":1}', '{"b":2}']);
    for (const whole of ['[{"b":1},{"b":2}]', '\n[{"b":1},\n{"b":2}\n]\n \n', '[\n{"b":1}\n,{"b":2}]', '[{"b":1},{"b":2}]\n\n']) expect(await linesOf(whole, step)).toEqual(['{"b":1}', '{"b":2}']);
  }
}, 20_000);

test('blocks hold every line once with its number, however the bytes arrive', async () => {
  const text = Array.from({ length: 200 }, (_, index) => (index % 11 === 0 ? '' : JSON.stringify({ index, text: 'é'.repeat(index) }))).join('\n');
  const bytes = Buffer.from(text);
  for (const step of [1, 7, 64, 1_000, bytes.length]) {
    const chunks = (async function* () {
      for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
    })();
    const seen: string[] = [];
    for await (const block of lineBlocks(chunks)) {
      if ('reason' in block) throw new Error(block.reason);
      expect(block.lines).toBe(seen.length + 1);
      seen.push(...Buffer.from(block.bytes).toString().replace(/\n$/, '').split('\n'));
    }
    expect(seen.join('\n')).toBe(text);
  }
});
