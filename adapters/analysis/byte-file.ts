import { open } from 'node:fs/promises';

const writeAt = 1024 * 1024;

/** A new file that is written in larger pieces than it is given. `close` flushes it to the disk, `abandon` only lets go of it. */
export async function openByteFile(path: string) {
  const handle = await open(path, 'wx');
  let pending: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(pending);
    [pending, size] = [[], 0];
    await handle.writeFile(bytes);
  };
  return {
    async write(...bytes: readonly Uint8Array[]): Promise<void> {
      for (const part of bytes) {
        pending.push(part);
        size += part.length;
      }
      if (size >= writeAt) await flush();
    },
    async close(): Promise<void> {
      await flush();
      await handle.sync();
      await handle.close();
    },
    /** Harmless when it was closed. */
    abandon: (): Promise<void> => handle.close(),
  };
}
export type ByteFile = Awaited<ReturnType<typeof openByteFile>>;
