import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../adapters/store/migrate.ts';
import { startPostgres } from '../../sandbox/stack/postgres.ts';
import { anyFreePort } from '../../sandbox/stack/ports.ts';
import { bothOrNeither, processBook } from '../../sandbox/stack/process-book.ts';
import { isAlive } from '../../adapters/stack/process-identity.ts';
import { readRecord, stopLeftovers } from '../../sandbox/stack/stack-record.ts';
import { obtainTemporal } from '../../sandbox/stack/temporal-binary.ts';
import { startTemporalServer } from '../../sandbox/stack/temporal-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A connection string to the migrated database that each test's own one is cloned from. */
    templateDatabaseUrl: string;
    temporalAddress: string;
  }
}

const prefix = 'flywheel-test-';
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** One real Postgres with a migrated template and one real Temporal for all test files; both end with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const binary = await obtainTemporal(complain);
  const dir = await mkdtemp(join(tmpdir(), prefix));
  const book = processBook(dir, complain);
  const teardown = async () => {
    await book.stopAll();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const ports = { postgres: await anyFreePort(), temporal: await anyFreePort() };
    let databaseUrl = '';
    await bothOrNeither(
      book.supervise(async (onStart) => {
        // What a crash would lose is of no use after a test.
        const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];
        const server = await startPostgres({ dataFolder: dir, port: ports.postgres, password: 'test', logFile: join(dir, 'postgres.log'), settings, onStart });
        ({ databaseUrl } = server);
        return server.process;
      }),
      book.supervise(async (onStart) => {
        const server = await startTemporalServer({ binary: binary.path, port: ports.temporal, logFile: join(dir, 'temporal.log'), onStart });
        project.provide('temporalAddress', server.address);
        return server.process;
      }),
    );
    await migrate(databaseUrl);
    project.provide('templateDatabaseUrl', databaseUrl);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

/** A run that was killed could not clean up after itself: the next one does. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const dir = join(tmpdir(), name);
    const record = await readRecord(dir);
    if (record === undefined || isAlive(record.owner)) continue;
    await stopLeftovers(dir);
    await rm(dir, { recursive: true, force: true });
  }
}
