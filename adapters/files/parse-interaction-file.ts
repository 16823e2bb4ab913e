import type { InputFault } from '../../core/errors/input-error.ts';
import type { ReadOptions, ReadRow } from '../../core/interaction/read-row.ts';
import { createRowReader } from '../../core/interaction/read-row.ts';
import { readJsonRows } from './read-json-rows.ts';

/** `{line, interaction, feedback?}`, `{line, feedback}` or `{line, sample}`, each with its format, or `{line, fault}`. */
export type FileRow = { line: number } & ReadRow;

/**
 * The rows of a log, feedback or sample file, recognised, checked, redacted and keyed, one by one and in
 * constant memory (see `RowCounter` for rows without an id). A bad line comes as a fault that names file,
 * line, field, what was found and what is expected; the rest goes on.
 *
 * @throws InputError when the file cannot be read.
 * @example
 * for await (const row of parseInteractionFile('log.jsonl', { agent: 'support', pseudonymKey })) {
 *   if ('fault' in row) console.error(describeFault(row.fault));
 *   else if ('interaction' in row) keep(row.interaction, row.feedback);
 * }
 */
export async function* parseInteractionFile(path: string, options: ReadOptions): AsyncGenerator<FileRow> {
  const read = createRowReader(options);
  for await (const row of readJsonRows(path)) {
    if ('fault' in row) {
      yield row;
      continue;
    }
    const result = read(row.value);
    if ('fault' in result) yield { line: row.line, fault: placed(result.fault, path, row.line) };
    else yield { line: row.line, ...result };
  }
}

const placed = (fault: InputFault, source: string, line: number): InputFault => ({ source, line, ...fault });
