import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import type { CsvError } from 'csv-parse';
import { parse } from 'csv-parse';
import type { InputFault } from '../../core/errors/input-error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { maxLineBytes } from './read-lines.ts';
import { openBytes } from './open-bytes.ts';

export type CsvRow = { line: number; row: Record<string, string> } | { line: number; fault: InputFault };

type Parsed = { record: Buffer[]; info: { lines: number } };

/**
 * The rows of a CSV file (RFC 4180, UTF-8, plain or gzip, with a header) one by one. `line` is the line that a
 * row begins on, from 1; a quoted field may span several. A row with another number of fields than the header
 * comes as a fault and reading goes on; after a broken quote nothing can be trusted, so that fault is the last.
 *
 * @param required columns that the header must name
 * @throws InputError when the file cannot be read, is empty, or lacks a required column.
 */
export async function* readCsv(path: string, required: readonly string[] = []): AsyncGenerator<CsvRow> {
  const bytes = Readable.from(withoutMark(openBytes(path)));
  let broken: CsvError | undefined;
  const parser = parse({
    // As bytes: decoded here, signs that are not UTF-8 would be replaced without a word.
    encoding: null,
    info: true,
    relax_column_count: true,
    max_record_size: maxLineBytes,
    // An error would throw away the good rows that are parsed but not yet read.
    skip_records_with_error: true,
    on_skip: (error) => {
      broken ??= error;
      return undefined;
    },
  });
  bytes.on('error', (error) => parser.destroy(error)).pipe(parser);
  let header: string[] | undefined;
  let next = 1;
  try {
    for await (const { record: fields, info } of parser as AsyncIterable<Parsed>) {
      if (broken !== undefined && info.lines >= Number(broken.lines)) break;
      const line = next;
      next = info.lines + 1;
      const record = fields.map((field) => field.toString('utf8'));
      if (record.length === 1 && record[0] === '') continue;
      const foreign = fields.findIndex((field) => !isUtf8(field));
      if (header === undefined) {
        if (foreign >= 0) throw new InputError({ source: path, line, found: 'bytes that are not UTF-8', expected: 'a CSV file in UTF-8' });
        header = record.map((name) => name.trim());
        checkHeader(path, header, required);
        continue;
      }
      if (record.length !== header.length) {
        yield { line, fault: { source: path, line, found: `${record.length} fields`, expected: `${header.length} fields (${header.join(', ')})` } };
        continue;
      }
      if (foreign >= 0) {
        yield { line, fault: { source: path, line, field: header[foreign] ?? '', found: 'bytes that are not UTF-8', expected: 'text in UTF-8' } };
        continue;
      }
      yield { line, row: Object.fromEntries(header.map((name, index) => [name, record[index] ?? ''])) };
    }
  } finally {
    parser.destroy();
    bytes.destroy();
  }
  if (broken !== undefined) {
    yield { line: next, fault: { source: path, line: next, found: brokenCsv(broken.code), expected: 'a CSV row (quotes doubled inside quoted fields)' } };
  } else if (header === undefined) {
    throw new InputError({ source: path, found: 'an empty file', expected: 'a header line' });
  }
}

/** Without the byte order mark that some programs write. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
}

function checkHeader(path: string, header: readonly string[], required: readonly string[]): void {
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    throw new InputError({ source: path, line: 1, field: missing.join(', '), found: `columns ${header.join(', ').slice(0, 100)}`, expected: `columns ${required.join(', ')}` });
  }
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError({ source: path, line: 1, field: twice, found: 'the column twice', expected: 'each column once' });
}

const brokenCsv = (code: string): string =>
  code === 'CSV_MAX_RECORD_SIZE' ? 'an over-long row (a quote that is never closed?)' : code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote that is never closed' : 'a broken quote';
