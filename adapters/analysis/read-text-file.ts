import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors/input-error.ts';

/** @throws InputError where it cannot be read */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError({ source: path, found: String((error as NodeJS.ErrnoException).code), expected: 'a readable file' });
  });
}
