import { InputError, type InputFault } from '../../core/errors/input-error.ts';
import type { ResultFile } from '../../core/gate/result-files.ts';
import { resultRow, unknownFields } from '../../core/gate/result-row.ts';
import { readJsonRows } from './read-json-rows.ts';

/** Faults said one by one; a file that is wrong throughout would fill the screen. */
const shownFaults = 20;

/**
 * The rows of a result file (JSON lines or an array, see `resultRow`), all or none: a verdict on those that could be read would be one
 * on other cases.
 *
 * @returns also the names of fields that nothing uses
 * @throws InputError with the first faults of the file
 */
export async function parseResultFile(path: string): Promise<ResultFile & { unused: string[] }> {
  const faults: InputFault[] = [];
  const rows: (ResultFile['rows'][number])[] = [];
  const unused = new Set<string>();
  let bad = 0;
  for await (const row of readJsonRows(path)) {
    const parsed = 'fault' in row ? row : resultRow(row.value);
    if ('fault' in parsed) {
      bad += 1;
      if (faults.length < shownFaults) faults.push({ source: path, line: row.line, ...parsed.fault });
      continue;
    }
    rows.push({ ...parsed, line: row.line });
    if ('value' in row) for (const name of unknownFields(row.value)) unused.add(name);
  }
  if (bad > faults.length) faults.push({ source: path, found: `${bad - faults.length} more bad lines`, expected: 'a file without any' });
  if (faults.length > 0) throw new InputError(faults);
  return { source: path, rows, unused: [...unused].sort() };
}
