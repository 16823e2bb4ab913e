import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describeExit, startProcess } from './managed-process.ts';
import type { ManagedProcess, OnStart } from './managed-process.ts';
import { loopback } from './ports.ts';
import { postgresAccount } from './postgres-account.ts';
import type { Account } from './postgres-account.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { clusterFolder, createCluster, isCluster, superuser } from './postgres-cluster.ts';
import { identify, isAlive } from '../../adapters/stack/process-identity.ts';
import { StackError } from './stack-error.ts';
import { postgresFast, stopProcess } from './stop-process.ts';

export type PostgresServer = { databaseUrl: string; folder: string; process: ManagedProcess };

export type PostgresOptions = {
  /** The stack's data folder; the cluster is put inside it where the server can reach it. */
  dataFolder: string;
  port: number;
  password: string;
  logFile: string;
  /** More settings, `name=value`. */
  settings?: readonly string[];
  onStart?: OnStart;
};

const database = 'flywheel';
const readyWithinMs = 60_000;

/**
 * Starts the packaged Postgres on the loopback address, makes its cluster and the database `flywheel` where they are
 * missing, and returns once it takes connections.
 * @throws StackError with the last lines of its log when it does not come up within a minute.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = postgresAccount();
  const binaries = await postgresBinaries(account);
  const folder = await clusterFolder(options.dataFolder, account);
  if (!isCluster(folder)) await createCluster(binaries, folder, options.password, account);
  await clearPidFile(folder);
  const until = performance.now() + readyWithinMs;
  for (;;) {
    const child = await launch(binaries.postgres, folder, options, account);
    try {
      await untilReady(child, options, until);
      await ensureDatabase(options);
      return { databaseUrl: urlOf(options, database), folder, process: child };
    } catch (error) {
      const retry = child.lastLines().includes('pre-existing shared memory block') && performance.now() < until;
      await child.stop();
      if (!retry) throw error;
      // A killed server's sessions notice its death and end by themselves, within moments.
      await sleep(200);
    }
  }
}

function launch(program: string, folder: string, options: PostgresOptions, account: Account | undefined): Promise<ManagedProcess> {
  // No Unix socket: its usual folders are shared, and nobody connects that way.
  const settings = [`listen_addresses=${loopback}`, 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC', ...(options.settings ?? [])];
  return startProcess({
    name: 'Postgres',
    command: program,
    args: ['-D', folder, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    env: { ...process.env, LC_ALL: 'C' },
    cwd: '/',
    logFile: options.logFile,
    stopSteps: postgresFast,
    onStart: options.onStart,
    account,
  });
}

async function untilReady(child: ManagedProcess, options: PostgresOptions, until: number): Promise<void> {
  let last: unknown;
  while (performance.now() < until) {
    if (!child.isRunning()) {
      throw new StackError(`Postgres ${describeExit(await child.exited)}. Its log, ${options.logFile}, ends:\n${child.lastLines()}`);
    }
    try {
      await withClient(urlOf(options, 'postgres'), (client) => client.query('select 1'));
      return;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === '28P01') {
        throw new StackError(`Postgres does not take the password kept in ${options.dataFolder}: put the file back as it was, or start anew with --reset`, { cause: error });
      }
      last = error;
      await sleep(50);
    }
  }
  throw new StackError(`Postgres did not take connections within ${readyWithinMs / 1000} s (${String(last)}); its log is ${options.logFile}`);
}

async function ensureDatabase(options: PostgresOptions): Promise<void> {
  await withClient(urlOf(options, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  });
}

/**
 * A killed server leaves `postmaster.pid`. Postgres removes it only when no process of its account has that number,
 * which in a restarted container some other process often has. We hold the folder's lock, so a server that still
 * runs on this cluster is a leftover and is stopped. Elsewhere than on Linux Postgres' own check has to do.
 */
async function clearPidFile(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const file = join(folder, 'postmaster.pid');
  const [pid, dir] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const holder = identify(Number(pid));
  if (holder !== undefined && dir === folder && (await isPostgres(holder.pid))) {
    await stopProcess({ pid: holder.pid, isRunning: () => isAlive(holder) }, postgresFast);
  }
  await rm(file, { force: true });
}

async function isPostgres(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /postgres/.test(command.split('\0')[0] ?? '');
}

/** It says that there is no TLS, since a `PGSSLMODE` of the user's would ask for it. */
const urlOf = (options: PostgresOptions, name: string): string =>
  `postgresql://${superuser}:${encodeURIComponent(options.password)}@${loopback}:${options.port}/${name}?sslmode=disable`;

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
