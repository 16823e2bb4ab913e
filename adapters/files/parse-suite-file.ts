import type { InputFault } from '../../core/errors/input-error.ts';
import { suiteCaseOfLabelled, suiteCaseOfRow } from '../../core/suite/parse.ts';
import type { SuiteCase } from '../../core/suite/suite-case.ts';
import type { AssembledSuite } from '../../core/suite/suite.ts';
import { assembleSuite } from '../../core/suite/suite.ts';
import { readCsv } from './read-csv.ts';
import { readJsonRows } from './read-json-rows.ts';

type Row = { line: number; case: SuiteCase } | { line: number; fault: InputFault };

/**
 * The suite of a file: CSV with the columns `text,category` (by its name, `.csv` or `.csv.gz`), else JSON
 * lines or a JSON array of `{id?, messages | input, expected, intent?, slices?, hard?, grader?}`.
 * Bad lines are among `faults`, and the suite is made of the others; whether to use it is the caller's choice.
 *
 * @throws InputError when the file cannot be read or its header lacks a column.
 */
export async function parseSuiteFile(path: string): Promise<AssembledSuite> {
  const faults: InputFault[] = [];
  const good: { line: number; case: SuiteCase }[] = [];
  for await (const row of /\.csv(?:\.gz)?$/i.test(path) ? csvCases(path) : jsonCases(path)) {
    if ('fault' in row) faults.push({ source: path, line: row.line, ...row.fault });
    else good.push(row);
  }
  const suite = assembleSuite(good);
  return { ...suite, faults: [...faults, ...suite.faults.map((fault) => ({ source: path, ...fault }))] };
}

async function* csvCases(path: string): AsyncGenerator<Row> {
  for await (const row of readCsv(path, ['text', 'category'])) yield 'fault' in row ? row : placed(row.line, suiteCaseOfLabelled(row.row));
}

async function* jsonCases(path: string): AsyncGenerator<Row> {
  for await (const row of readJsonRows(path)) yield 'fault' in row ? row : placed(row.line, suiteCaseOfRow(row.value));
}

const placed = (line: number, parsed: SuiteCase | { fault: InputFault }): Row =>
  'fault' in parsed ? { line, fault: parsed.fault } : { line, case: parsed };
