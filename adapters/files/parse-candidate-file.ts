import { candidateOfRow, type FileCandidate } from '../../core/balancing/candidate-row.ts';
import { InputError, type InputFault } from '../../core/errors/input-error.ts';
import type { RedactionCounts } from '../../core/privacy/redact-text.ts';
import { readJsonRows } from './read-json-rows.ts';

/** Faults said one by one; a file that is wrong throughout would fill the screen. */
const shownFaults = 20;

export type CandidateFile = { rows: FileCandidate[]; redacted: RedactionCounts };

/**
 * The training candidates of a file of JSON lines (see `candidateOfRow`). All or nothing: a set that lacks rows
 * because they could not be read would not be the set that was asked for.
 *
 * @throws InputError with the first faults of the file, an id that stands twice among them
 */
export async function parseCandidateFile(path: string, onRow: (rows: number) => void = () => undefined): Promise<CandidateFile> {
  const faults: InputFault[] = [];
  const lines = new Map<string, number>();
  const rows: FileCandidate[] = [];
  const redacted: RedactionCounts = {};
  let bad = 0;
  const report = (fault: InputFault): void => {
    bad += 1;
    if (faults.length < shownFaults) faults.push({ source: path, ...fault });
  };
  for await (const row of readJsonRows(path)) {
    const parsed = 'fault' in row ? row : candidateOfRow(row.value, redacted);
    if ('fault' in parsed) {
      report({ line: row.line, ...parsed.fault });
      continue;
    }
    const { id } = parsed.candidate;
    const first = lines.get(id);
    if (first === undefined) lines.set(id, row.line);
    else report({ line: row.line, field: 'id', found: `the id of line ${first}`, expected: 'an id of its own for each row' });
    rows.push(parsed);
    onRow(rows.length);
  }
  if (bad > faults.length) faults.push({ source: path, found: `${bad - faults.length} more bad lines`, expected: 'a file without any' });
  if (faults.length > 0) throw new InputError(faults);
  if (rows.length === 0) throw new InputError({ source: path, found: 'an empty file', expected: 'at least one row {id, intent, messages}' });
  return { rows, redacted };
}
