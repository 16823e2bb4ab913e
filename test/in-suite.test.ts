import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSuiteFile } from '../adapters/files/parse-suite-file.ts';
import { readCsv } from '../adapters/files/read-csv.ts';
import { describeFault } from '../core/errors/input-error.ts';
import { fingerprint } from '../core/evaluation/fingerprint.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

async function suite(rows: readonly unknown[] | string) {
  const csv = typeof rows === 'string';
  const path = join(await temporaryFolder('flywheel-suite-'), csv ? 's.csv' : 's.jsonl');
  await writeFile(path, csv ? rows : rows.map((row) => JSON.stringify(row)).join('\n'));
  return parseSuiteFile(path);
}

describe('a suite file', () => {
  test('of text and category: the category is the expected reply and the intent', async () => {
    const { cases, faults } = await suite('text,category\n"Where is it?",arrival\n');
    expect(faults).toEqual([]);
    expect(cases).toEqual([{ id: expect.stringMatching(/^case-[0-9a-f]{24}$/) as string, messages: [{ role: 'user', content: 'Where is it?' }], expected: 'arrival', intent: 'arrival', slices: {}, hard: false, fingerprint: fingerprint('where is  IT?') }]);
  });

  test('of JSON lines: given ids, dialogues, slices, hard cases, graders', async () => {
    const { cases } = await suite([
      { id: 'b', input: 'q', expected: 'a', slices: { channel: 'mail', tier: 2 }, hard: true, grader: 'contains' },
      { id: 'a', messages: [{ role: 'system', content: 's' }, { role: 'user', content: 'Mail a@b.example' }], expected: 'r' },
    ]);
    expect(cases.map((one) => one.id)).toEqual(['a', 'b']);
    expect(cases[1]).toMatchObject({ slices: { channel: 'mail', tier: '2' }, hard: true, grader: 'contains' });
    expect(cases[0]?.fingerprint).toBe(fingerprint('Mail [EMAIL]'));
  });

  test('has an id that depends on its cases alone', async () => {
    const rows = [{ input: 'q', expected: 'a' }, { input: 'r', expected: 'b' }];
    const one = await suite(rows);
    expect((await suite(rows.toReversed())).id).toBe(one.id);
    expect((await suite([...rows, ...rows])).id).toBe(one.id);
    expect((await suite([rows[0], { input: 'r', expected: 'c' }])).id).not.toBe(one.id);
    expect((await suite([rows[0], { input: 'r', expected: 'b', hard: true }])).id).not.toBe(one.id);
  });

  test('of pairs: nothing is expected, a criterion, or a good reply', async () => {
    const { cases, faults } = await suite([
      { id: 'a', input: 'q', grader: 'pairwise' }, { id: 'b', input: 'r', grader: 'pairwise', expected: '{"criterion": "kind", "reference": "Of course."}', kind: 'safety', hard: false }, { id: 'c', input: 's', grader: 'pairwise', expected: null },
    ]);
    expect(faults).toEqual([]);
    expect(cases.map(({ expected, hard }) => [expected, hard])).toEqual([['', false], ['{"criterion": "kind", "reference": "Of course."}', false], ['', false]]);
    // What they are about is not what they are compared by.
    expect(freezeSuite('support', cases).cases.map(({ intent, slices }) => [intent, slices])).toEqual(Array.from({ length: 3 }, () => ['', {}]));
  });

  test('reports repetitions, and refuses one id on two cases', async () => {
    const { cases, duplicates, faults } = await suite([
      { id: 'x', input: 'q', expected: 'a' }, { input: 'r', expected: 'b' }, { input: 'r', expected: 'b' }, { id: 'x', input: 'q', expected: 'other' },
    ]);
    expect(cases).toHaveLength(2);
    expect(duplicates).toMatchObject([{ line: 3, firstLine: 2 }]);
    expect(faults.map((fault) => describeFault({ ...fault, source: 'f' }))).toEqual(['f:4: id: found the id of line 1 on another case, expected an id of its own']);
  });

  test.each([
    [{ input: 'q' }, 'f:1: expected: found nothing, expected a text'],
    [{ input: 'q', grader: 'pairwise', expected: 'the better one' }, 'f:1: expected: found "the better one", expected nothing, or {criterion?, reference?} (not JSON)'],
    [{ input: 'q', grader: 'pairwise', hard: true }, 'f:1: hard: found true, expected false beside grader: pairwise, whose verdict is a preference; what must never be lost takes a rule or a rubric'],
    [{ input: 'q', grader: 'pairwise', kind: 'safety' }, 'f:1: hard: found nothing, expected false beside grader: pairwise, whose verdict is a preference; what must never be lost takes a rule or a rubric'],
    [{ expected: 'a' }, 'f:1: input: found nothing, expected either messages or input'],
    [{ messages: [{ role: 'system', content: 's' }], expected: 'a' }, 'f:1: messages: found a list of 1, expected at least one user message'],
    [{ messages: [{ role: 'user', content: 's' }, { role: 'assistant', content: 't' }], expected: 'a' }, 'f:1: messages: found a list of 2, expected a question at the end: the reply belongs in expected'],
    [{ input: 'q', expected: 'a', hard: 'yes' }, 'f:1: hard: found "yes", expected true or false'],
    [{ input: 'q', expected: 'a', slices: { channel: {} } }, 'f:1: slices.channel: found an object, expected a text, number, true or false'],
    [[1], 'f:1: found 1, expected an object'],
  ])('names what is wrong with %j', async (row, expected) => {
    expect((await suite([row])).faults.map((fault) => describeFault({ ...fault, source: 'f' }))).toEqual([expected]);
  });

  test('names empty cells', async () => {
    const { faults } = await suite('text,category\n ,x\nq,\n');
    expect(faults.map((fault) => [fault.line, fault.field])).toEqual([[2, 'text'], [3, 'category']]);
  });

  test('of BANKING77 holds all of its 3,080 test cases but the repeated ones', async (context) => {
    const file = '../shared/data/banking77/test.csv';
    context.skip(!existsSync(file), `${file} is not there`);
    const { cases, duplicates, faults } = await parseSuiteFile(file);
    const rows = new Set<string>();
    for await (const row of readCsv(file)) if ('row' in row) rows.add(JSON.stringify(row.row));
    expect(faults).toEqual([]);
    expect(cases.length + duplicates.length).toBe(3080);
    // Redaction may make two texts one; in this file it does not.
    expect(cases).toHaveLength(rows.size);
    expect(new Set(cases.map((one) => one.intent)).size).toBe(77);
  });
});
