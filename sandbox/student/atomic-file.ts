import { open, rename } from 'node:fs/promises';

/** Writes the parts one after the other; under `path` there is the whole file or what was there before, a crash included. */
export async function writeAtomically(path: string, parts: Iterable<string | Uint8Array>): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  const file = await open(temporary, 'w', 0o600);
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
