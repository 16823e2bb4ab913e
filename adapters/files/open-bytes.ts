import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../core/errors/input-error.ts';

const reasons: Record<string, string> = {
  ENOENT: 'nothing there',
  EACCES: 'no permission to read it',
  EISDIR: 'a folder',
};

/**
 * The bytes of a file as a stream of chunks, unpacked when its first two bytes say gzip (whatever its name).
 *
 * @throws InputError when it cannot be opened or is a folder; while reading, when the gzip data is broken.
 */
export async function* openBytes(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const magic = Buffer.alloc(2);
    const { bytesRead } = await handle.read(magic, 0, 2, 0).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    const file = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
    if (bytesRead < 2 || magic[0] !== 0x1f || magic[1] !== 0x8b) {
      yield* file;
      return;
    }
    const gunzip = createGunzip();
    file.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
    try {
      yield* gunzip;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
      throw new InputError({ source: path, found: 'broken or cut gzip data', expected: 'a whole gzip file' });
    } finally {
      file.destroy();
      gunzip.destroy();
    }
  } finally {
    await handle.close();
  }
}

/** What to throw where a file cannot be opened: an `InputError` where the user can mend it. */
export function unreadable(path: string, error: unknown, expected = 'a readable file'): unknown {
  const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
  return reason === undefined ? error : new InputError({ source: path, found: reason, expected });
}
