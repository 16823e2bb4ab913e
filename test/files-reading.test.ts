import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readCsv } from '../adapters/files/read-csv.ts';
import { readJsonRows } from '../adapters/files/read-json-rows.ts';
import { readTextFile } from '../adapters/files/read-text-file.ts';
import { readLines } from '../adapters/files/read-lines.ts';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import { InputError } from '../core/errors/input-error.ts';

const folder = await mkdtemp(join(tmpdir(), 'flywheel-files-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let count = 0;
async function file(content: string | Uint8Array, extension = 'txt'): Promise<string> {
  count += 1;
  const path = join(folder, `${count}.${extension}`);
  await writeFile(path, content);
  return path;
}

describe('lines', () => {
  const read = async (content: string | Uint8Array, limit?: number) => Array.fromAsync(readLines(await file(content), limit));
  const texts = (lines: Awaited<ReturnType<typeof read>>) => lines.map((line) => ('text' in line ? line.text : line.fault.found));

  test('of LF and CRLF files, with a byte order mark, empty lines, and none at the end', async () => {
    expect(await read('\uFEFFa\r\n\nb\u2028c\n\uFEFFd')).toEqual([{ line: 1, text: 'a' }, { line: 2, text: '' }, { line: 3, text: 'b\u2028c' }, { line: 4, text: '\uFEFFd' }]);
    expect(texts(await read('a\n'))).toEqual(['a']);
    expect(await read('')).toEqual([]);
  });

  test('of gzip files, whatever their name, several members too', async () => {
    expect(texts(await read(Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd')])))).toEqual(['a', 'bc', 'd']);
  });

  test('that cross the borders of chunks stay whole', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'é漢😀'.repeat(index % 97)}`);
    expect(texts(await read(lines.join('\n')))).toEqual(lines);
    expect(texts(await read(gzipSync(lines.join('\n'))))).toEqual(lines);
  });

  test('that are over-long or not UTF-8 are named, the others come', async () => {
    expect(texts(await read(`a\n${'x'.repeat(600_000)}\nb`, 1000))).toEqual(['a', '600000 bytes', 'b']);
    expect(texts(await read(Buffer.from([0x61, 0x0a, 0xc3, 0x28, 0x0a, 0x62])))).toEqual(['a', 'bytes that are not UTF-8', 'b']);
  });

  test('of a missing file, a folder or cut gzip data are an input error', async () => {
    await expect(Array.fromAsync(readLines(join(folder, 'none')))).rejects.toThrow(/none: found nothing there, expected a readable file/);
    await expect(Array.fromAsync(readLines(folder))).rejects.toThrow(/found a folder/);
    await expect(read(gzipSync('a'.repeat(100_000)).subarray(0, 60))).rejects.toThrow(InputError);
  });

  test('can be left early without leaving the file open', async () => {
    const path = await file('a\n'.repeat(1e6));
    for await (const line of readLines(path)) if (line.line === 3) break;
    const open = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
    for (let turn = 0; turn < 20; turn += 1) for await (const line of readLines(path)) if (line.line === 3) break;
    if (open > 0) expect(readdirSync('/proc/self/fd').length).toBeLessThan(open + 10);
  });
});

describe('JSON rows', () => {
  const read = async (content: string, limit?: number) => Array.fromAsync(readJsonRows(await file(content), limit));
  const brief = (rows: Awaited<ReturnType<typeof read>>) => rows.map((row) => ('fault' in row ? `${row.line}: ${row.fault.field ?? ''} ${row.fault.found}` : [row.line, row.value]));

  test('of JSON lines, blank lines skipped and broken ones named', async () => {
    expect(brief(await read('{"a":1}\n\n  \nnope\n[2]\n'))).toEqual([[1, { a: 1 }], '4:  broken JSON', [5, [2]]]);
  });

  test('of one JSON array, on one line or many, with the lines of its elements', async () => {
    expect(brief(await read('[{"a":"],[\\"{"}, 2,[3]]'))).toEqual([[1, { a: '],["{' }], [1, 2], [1, [3]]]);
    expect(brief(await read('\n[\n  {"a":\n 1},\n\n  {"b": 2}\n]\n'))).toEqual([[3, { a: 1 }], [6, { b: 2 }]]);
    expect(await read('[]')).toEqual([]);
  });

  test('an array in the first line with lines below it is a line', async () => {
    expect(brief(await read('\n[1]\n\n{"a":1}\nnope\n'))).toEqual([[2, [1]], [4, { a: 1 }], '5:  broken JSON']);
    expect(brief(await read('[INFO] started\n{"a":1}'))).toEqual(['1:  broken JSON', [2, { a: 1 }]]);
    expect(brief(await read('\n[1,\n2]\n'))).toEqual([[2, 1], [3, 2]]);
    expect(brief(await read('\n[1,2]\n\n'))).toEqual([[2, 1], [2, 2]]);
  });

  test('a broken element of an array does not cost the others', async () => {
    expect(brief(await read('[{"a":1},\n{"b":nope},\n{"c":"open\n},\n{"d":4}]'))).toEqual([[1, { a: 1 }], '2: [1] broken JSON', '3: [2] broken JSON', [5, { d: 4 }]]);
    expect(brief(await read('[1,,2,]'))).toEqual([[1, 1], '1: [1] nothing', [1, 2], '1: [3] nothing']);
    expect(brief(await read('[{"a":1}'))).toEqual([[1, { a: 1 }], '1:  the end of the file']);
    expect(brief(await read('[1] {"a":1}'))).toEqual([[1, 1], '1:  more after the array']);
  });

  test('an array that is too large to hold asks for JSON lines', async () => {
    expect(brief(await read(`[1,\n${'2,\n'.repeat(100)}3]`, 50))).toEqual(['1:  a JSON array of more than 50 characters']);
  });

  test('of the 318 files of JSONTestSuite: valid ones are read, invalid ones never crash', async (context) => {
    const suite = '../shared/data/jsontestsuite/test_parsing';
    context.skip(!existsSync(suite), `${suite} is not there`);
    for (const name of await readdir(suite)) {
      const rows = await Array.fromAsync(readJsonRows(join(suite, name)));
      // A valid file over several lines that is no array is not JSON lines.
      const lines = (await readFile(join(suite, name), 'utf8')).trim();
      if (name.startsWith('y_') && (lines.startsWith('[') || !lines.includes('\n'))) expect([name, rows.filter((row) => 'fault' in row)]).toEqual([name, []]);
    }
  });
});

describe('CSV', () => {
  const read = async (content: string | Uint8Array, required?: string[]) => Array.fromAsync(readCsv(await file(content, 'csv'), required));

  test('rows carry the line they begin on, quoted line breaks and all', async () => {
    expect(await read('\uFEFFtext,category\r\n"a ""b"",\nc",x\r\n\r\nd,y\r\n', ['text'])).toEqual([
      { line: 2, row: { text: 'a "b",\nc', category: 'x' } },
      { line: 5, row: { text: 'd', category: 'y' } },
    ]);
    expect(await read(gzipSync('a\n1'))).toEqual([{ line: 2, row: { a: '1' } }]);
  });

  test('a row of another length is named, the others come; a broken quote ends the file', async () => {
    expect(await read('a,b\n1,2,3\n4,5\n"6,7')).toMatchObject([{ line: 2, fault: { found: '3 fields' } }, { line: 3, row: { a: '4', b: '5' } }, { line: 4, fault: { found: 'a quote that is never closed' } }]);
    expect(await read('a,b\n1,"2" x\n')).toMatchObject([{ line: 2, fault: { found: 'a broken quote' } }]);
  });

  test('a row that is not UTF-8 is named, a header is an error, a byte order mark goes', async () => {
    const cafe = Buffer.from('caf\u00e9', 'latin1');
    expect(await read(Buffer.concat([Buffer.from('\uFEFF"text",category\n'), cafe, Buffer.from(',bill\ngood,bill\n')]))).toEqual([
      { line: 2, fault: expect.objectContaining({ field: 'text', found: 'bytes that are not UTF-8' }) as object },
      { line: 3, row: { text: 'good', category: 'bill' } },
    ]);
    await expect(read(Buffer.concat([cafe, Buffer.from(',category\n')]))).rejects.toThrow(/:1: found bytes that are not UTF-8/);
  });

  test('a missing column, a column twice, an empty file are input errors', async () => {
    await expect(read('a,b\n1,2', ['text', 'a'])).rejects.toThrow(/:1: text: found columns a, b, expected columns text, a/);
    await expect(read('a,a\n1,2')).rejects.toThrow(/twice/);
    await expect(read('')).rejects.toThrow(/an empty file/);
    await expect(Array.fromAsync(readCsv(join(folder, 'none.csv')))).rejects.toThrow(InputError);
  });
});

test('a whole file as text is UTF-8 or an error that names the line', async () => {
  expect(await readTextFile(await file('\uFEFFé: 1\n'))).toBe('é: 1\n');
  await expect(readTextFile(await file(Buffer.from('a: 1\nb: R\u00f6ute\n', 'latin1')))).rejects.toThrow(/:2: found bytes that are not UTF-8, expected a file in UTF-8/);
  await expect(readTextFile(join(folder, 'none'), 'a flywheel.yaml')).rejects.toThrow(/found nothing there, expected a flywheel\.yaml/);
});

describe('writing', () => {
  test('leaves the whole text, of one piece, many or a stream', async () => {
    const path = join(folder, 'out.txt');
    await writeAtomically(path, 'whole');
    expect(await readFile(path, 'utf8')).toBe('whole');
    const lines = Array.from({ length: 50_000 }, (_, index) => `${index} é\n`);
    await writeAtomically(path, lines);
    expect(await readFile(path, 'utf8')).toBe(lines.join(''));
    await writeAtomically(path, (async function* () { yield Buffer.from('a'); yield 'b'; })());
    expect(await readFile(path, 'utf8')).toBe('ab');
  });

  test('keeps what stood there when the producer fails, and leaves no debris', async () => {
    const inner = await mkdtemp(join(folder, 'atomic-'));
    const path = join(inner, 'out.txt');
    await writeAtomically(path, 'old');
    const failing = (function* () { yield 'x'.repeat(1e6); throw new Error('half way'); })();
    await expect(writeAtomically(path, failing)).rejects.toThrow('half way');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(inner)).toEqual(['out.txt']);
  });
});
