import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { contentHash } from '../../../core/identity/content-hash.ts';

/** SHA-256 of a file, hex, read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** One hash of all files below a folder, their names and contents; undefined when there is none. */
export async function hashFolder(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: [name: string, hash: string][] = [];
  for (const path of paths) files.push([relative(folder, path).split(sep).join('/'), await hashFile(path)]);
  return files.length === 0 ? undefined : contentHash('artefact', files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
