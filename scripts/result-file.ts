import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../core/errors/input-error.ts';

/**
 * Asks whether a result can be written there, before the work: nobody wants to hear it after an hour.
 *
 * @throws InputError
 */
export async function checkResultFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError({ field: '--out', found: `the folder ${path}`, expected: 'the name of a file' });
  await access(dirname(path), constants.W_OK).catch(() => {
    throw new InputError({ field: '--out', found: path, expected: 'a file in a folder that is there and can be written to' });
  });
}
