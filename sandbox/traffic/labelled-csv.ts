import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { InputError } from '../../core/errors/input-error.ts';
import type { Turn } from './support-traffic.ts';

type Parsed = { info: { lines: number }; record: Record<string, string> };

/**
 * Reads a classification set as traffic: CSV with the columns `text` and `category`; the category is both intent and reply.
 *
 * @throws InputError when the file is no such CSV, naming line and column
 */
export async function labelledCsv(file: string): Promise<Turn[]> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError({ source: file, found: error.code ?? 'an unreadable file', expected: 'a CSV file that can be read' });
  });
  const turns = rowsOf(file, content).map(({ info, record }) => {
    const cell = (field: 'text' | 'category'): string => {
      const value = record[field];
      if (value === undefined) throw new InputError({ source: file, line: 1, field, expected: 'the columns text and category' });
      if (value.trim() === '') throw new InputError({ source: file, line: info.lines, field, found: 'an empty cell', expected: 'a text' });
      return value.trim();
    };
    return { text: cell('text'), reply: cell('category'), intent: cell('category') };
  });
  if (turns.length === 0) throw new InputError({ source: file, expected: 'a header and at least one row' });
  return turns;
}

function rowsOf(file: string, content: string): Parsed[] {
  try {
    // With `info` each record comes with its place; the library's types know only the record.
    return parse(content, { columns: true, bom: true, info: true, skip_empty_lines: true }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines, column } = error as CsvError & { lines?: number; column?: string | number };
    throw new InputError({
      source: file,
      ...(lines !== undefined && { line: lines }),
      ...(typeof column === 'string' && { field: column }),
      found: error.code,
      expected: 'CSV with the columns text and category',
    });
  }
}
