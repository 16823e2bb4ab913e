import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { canReach } from './postgres-account.ts';
import type { Account } from './postgres-account.ts';
import { sharedPath } from './postgres-binaries.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { StackError } from './stack-error.ts';

export const superuser = 'flywheel';

/**
 * The folder of the cluster: `postgres` inside the data folder, which for root is opened to the `postgres` group
 * for passing through, nothing else. Where a folder above is closed to it (root's home is),
 * the cluster goes to `/var/lib/flywheel`, under a name derived from the data folder.
 */
export async function clusterFolder(dataFolder: string, account: Account | undefined): Promise<string> {
  const inside = join(dataFolder, 'postgres');
  if (account === undefined) return inside;
  await chown(dataFolder, 0, account.gid);
  await chmod(dataFolder, 0o710);
  if (canReach(account, dataFolder)) return inside;
  return sharedPath(`cluster-${createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)}`);
}

export const isCluster = (folder: string): boolean => existsSync(join(folder, 'PG_VERSION'));

/** Makes a new cluster: UTF-8, sorted by code point on every machine, password needed on every connection. */
export async function createCluster(binaries: PostgresBinaries, folder: string, password: string, account: Account | undefined): Promise<void> {
  // Made beside its place and moved there complete: a start that is killed here leaves no half cluster.
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const secrets = await mkdtemp(join(tmpdir(), 'flywheel-initdb-'));
  const passwordFile = join(secrets, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) {
    for (const path of [unfinished, secrets, passwordFile]) await chown(path, account.uid, account.gid);
  }
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
        '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync', '--no-instructions',
      ],
      { ...account, cwd: '/', env: { ...process.env, LC_ALL: 'C' } },
    );
  } catch (error) {
    throw new StackError(`Postgres could not make its cluster in ${folder}: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}`, { cause: error });
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
  await rename(unfinished, folder);
}
