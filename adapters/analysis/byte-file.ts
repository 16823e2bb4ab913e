import { open } from 'node:fs/promises';

const writeAt = 1024 * 1024;

/**
 * A new file that is written in larger pieces than it is given. It is not forced onto the disk: what a power failure takes
 * right after the end can be made again, and for gigabytes of output the disk would take longer than the work.
 */
export async function openByteFile(path: string) {
  const handle = await open(path, 'wx');
  let pending: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const [parts, whole] = [pending, size];
    [pending, size] = [[], 0];
    if (whole === 0) return;
    const { bytesWritten } = await handle.writev(parts);
    // The system may take less than it is given.
    if (bytesWritten < whole) await handle.writeFile(Buffer.concat(parts).subarray(bytesWritten));
  };
  return {
    async write(...bytes: readonly Uint8Array[]): Promise<void> {
      for (const part of bytes) {
        pending.push(part);
        size += part.length;
      }
      if (size >= writeAt) await flush();
    },
    /** Afterwards the memory of what was given is the caller's again. */
    flush,
    async close(): Promise<void> {
      await flush();
      await handle.close();
    },
    /** Harmless when it was closed. */
    abandon: (): Promise<void> => handle.close(),
  };
}
export type ByteFile = Awaited<ReturnType<typeof openByteFile>>;
