import type { InputFault } from '../../core/errors/input-error.ts';
import { describeFound } from '../../core/interaction/found.ts';
import { labelColumns, readLabelRow, type HumanLabel } from '../../core/review/label-row.ts';
import { readCsv } from './read-csv.ts';
import { readJsonRows } from './read-json-rows.ts';

export type LabelFile = {
  /** With the line that each stands on. */
  labels: { line: number; label: HumanLabel }[];
  /** Rows that nobody has labelled yet. */
  unlabelled: number;
  faults: InputFault[];
};

/**
 * The labels of a file: CSV (by its name, `.csv` or `.csv.gz`) or JSON lines, with the columns `interaction_id, rubric, label, annotator, at`;
 * others are ignored, so a filled export can be imported as it is.
 *
 * @param errorTypes the taxonomy that labels of the rubric `error_type` are of
 * @throws InputError when the file cannot be read or lacks a column
 */
export async function parseLabelFile(path: string, errorTypes: readonly string[]): Promise<LabelFile> {
  const file: LabelFile = { labels: [], unlabelled: 0, faults: [] };
  for await (const row of rowsOf(path)) {
    if ('fault' in row) {
      file.faults.push(row.fault);
      continue;
    }
    const read = readLabelRow(row.row, errorTypes);
    if (read === null) file.unlabelled += 1;
    else if ('fault' in read) file.faults.push({ source: path, line: row.line, ...read.fault });
    else file.labels.push({ line: row.line, label: read });
  }
  return file;
}

type Row = { line: number; row: Readonly<Record<string, unknown>> } | { line: number; fault: InputFault };

async function* rowsOf(path: string): AsyncGenerator<Row> {
  if (/\.csv(?:\.gz)?$/i.test(path)) {
    yield* readCsv(path, labelColumns);
    return;
  }
  for await (const row of readJsonRows(path)) {
    if ('fault' in row) yield row;
    else if (typeof row.value === 'object' && row.value !== null && !Array.isArray(row.value)) yield { line: row.line, row: row.value as Record<string, unknown> };
    else yield { line: row.line, fault: { source: path, line: row.line, found: describeFound(row.value), expected: `an object with ${labelColumns.join(', ')}` } };
  }
}
