import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export type Chunks = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

const writeAt = 256 * 1024;

/**
 * Writes a file so that its name never stands for half of it: into a temporary file beside it, flushed to the
 * disk, then renamed. When the producer or the disk fails, what stood there before still stands, and the
 * temporary file is gone; a killed process can leave it, its name ending in `.tmp`. Lines may come one by one; they
 * are written in larger pieces.
 *
 * @param mode permissions of a new file, as in `open`
 */
export async function writeAtomically(path: string, producer: Chunks, mode?: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      let pending: Buffer[] = [];
      let size = 0;
      for await (const chunk of typeof producer === 'string' || producer instanceof Uint8Array ? [producer] : producer) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        pending.push(bytes);
        size += bytes.length;
        if (size < writeAt) continue;
        await handle.writeFile(Buffer.concat(pending));
        pending = [];
        size = 0;
      }
      await handle.writeFile(Buffer.concat(pending));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes the rename itself survive a power cut; not every system lets a folder be opened for it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EISDIR', 'EPERM', 'EINVAL', 'EACCES'].includes(String(error.code)))) throw error;
  }
}
