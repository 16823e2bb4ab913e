import { TextDecoder } from 'node:util';
import type { InputFault } from '../../core/errors/input-error.ts';
import { openBytes } from './open-bytes.ts';

/** A log row beyond this is a mistake (a file without line breaks), and must not fill the memory. */
export const maxLineBytes = 16 * 1024 * 1024;

export type Line = { line: number; text: string } | { line: number; fault: InputFault };

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a UTF-8 text file (plain or gzip) one by one, numbered from 1, in constant memory.
 * Line ends are LF or CRLF, a byte order mark is dropped, the last line needs no line end.
 * A line that is over-long or not UTF-8 comes as a fault, and reading goes on.
 *
 * @throws InputError when the file cannot be read.
 */
export async function* readLines(path: string, limit: number = maxLineBytes): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 1;
  let parts: Buffer[] = [];
  let size = 0;

  const take = (): Line => {
    const number = line;
    line += 1;
    const [only] = parts;
    const bytes = size > limit ? undefined : parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    const found = size;
    parts = [];
    size = 0;
    if (bytes === undefined) return { line: number, fault: { source: path, line: number, found: `${found} bytes`, expected: `a line of at most ${limit} bytes` } };
    const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    try {
      const text = decoder.decode(bytes.subarray(0, end));
      return { line: number, text: number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
    } catch {
      return { line: number, fault: { source: path, line: number, found: 'bytes that are not UTF-8', expected: 'text in UTF-8' } };
    }
  };
  const keep = (bytes: Buffer): void => {
    size += bytes.length;
    if (size > limit) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  };

  for await (const chunk of openBytes(path)) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (size > 0) yield take();
}
