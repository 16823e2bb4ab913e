import { openSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Lines in a file on the way: which one, and where in it. */
export type SpooledLines = { path: string; at: number; size: number };

/**
 * A new file for the lines of one thread. It writes them itself: handing megabytes to another one, which hands them to the
 * system, costs more than all of that file's bytes.
 */
export function openSpool(path: string): (lines: Buffer) => SpooledLines {
  const file = openSync(path, 'wx');
  let end = 0;
  return (lines) => {
    const at = end;
    for (let written = 0; written < lines.length; ) written += writeSync(file, lines, written);
    end += lines.length;
    return { path, at, size: lines.length };
  };
}

/** Reads lines back, in any order of places; the memory of what it gives is used again for the next. */
export async function* readSpools(places: readonly SpooledLines[]): AsyncGenerator<Buffer> {
  const files = new Map<string, FileHandle>();
  try {
    const memory = Buffer.alloc(places.reduce((most, { size }) => Math.max(most, size), 0));
    for (const { path, at, size } of places) {
      const file = files.get(path) ?? (await open(path));
      files.set(path, file);
      for (let read = 0; read < size; ) {
        const { bytesRead } = await file.read(memory, read, size - read, at + read);
        if (bytesRead === 0) throw new Error('lines on the way are cut short');
        read += bytesRead;
      }
      yield memory.subarray(0, size);
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
}
