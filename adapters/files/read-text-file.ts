import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors/input-error.ts';
import { unreadable } from './open-bytes.ts';

const newline = 0x0a;

/**
 * A whole file as text; a byte order mark is left out. Anything but UTF-8 is refused: read with signs of replacement it would
 * go on as if it had been meant so.
 *
 * @param expected what the file should be, for the error
 * @throws InputError where it cannot be read, or at the first line that is not UTF-8
 */
export async function readTextFile(path: string, expected = 'a readable file'): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error, expected);
  });
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  throw new InputError({ source: path, line: lineOfBadBytes(bytes), found: 'bytes that are not UTF-8', expected: 'a file in UTF-8' });
}

/** The first line that is not UTF-8, from 1: no sign spans a line end. */
function lineOfBadBytes(bytes: Buffer): number {
  let line = 1;
  for (let start = 0, end = bytes.indexOf(newline); end !== -1 && isUtf8(bytes.subarray(start, end)); line++) {
    start = end + 1;
    end = bytes.indexOf(newline, start);
  }
  return line;
}
