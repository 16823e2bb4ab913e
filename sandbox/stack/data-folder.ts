import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../../core/errors/input-error.ts';
import { postgresAccount } from './postgres-account.ts';
import { clusterFolder } from './postgres-cluster.ts';

/**
 * Makes the folder where it is missing.
 * @throws InputError for a folder that is somebody's project: it would be closed to others, and `--reset` would look into it
 */
export async function makeDataFolder(dir: string): Promise<string> {
  const path = resolve(dir);
  for (const foreign of ['.git', 'package.json']) {
    if (existsSync(join(path, foreign))) {
      throw new InputError({ source: path, found: `a folder that holds ${foreign}`, expected: 'a folder for the stack alone, such as .flywheel' });
    }
  }
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Closes the folder to others, since it holds passwords and users' messages. The caller holds its lock. */
export async function closeDataFolder(path: string): Promise<void> {
  await chmod(path, 0o700);
  await mkdir(join(path, 'logs'), { recursive: true, mode: 0o700 });
}

/** A random value that stays the same for this folder; 64 hex digits, in a file of its owner only. */
export async function keptSecret(dir: string, name: string, prefix = ''): Promise<string> {
  const file = join(dir, name);
  try {
    await writeFile(file, `${prefix}${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

/** What this product puts into the folder; a reset removes these names and nothing that somebody else put there. */
const ours = /^(postgres(\.unfinished)?|postgres-password|pseudonym-key|provider-key|provider|temporal\.db.*|logs|stack\.json.*)$/;

/** Removes all data, keys and logs of a stack that does not run. The caller holds the folder's lock. */
export async function clearDataFolder(dir: string): Promise<void> {
  // For root the cluster may lie outside the folder.
  await rm(await clusterFolder(dir, postgresAccount()), { recursive: true, force: true });
  for (const name of await readdir(dir)) {
    if (ours.test(name)) await rm(join(dir, name), { recursive: true, force: true });
  }
}
