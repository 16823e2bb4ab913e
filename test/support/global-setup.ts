import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../adapters/store/migrate.ts';
import { startPostgres } from '../../sandbox/stack/postgres.ts';
import { anyFreePort } from '../../sandbox/stack/ports.ts';
import { isAlive } from '../../sandbox/stack/process-identity.ts';
import { readRecord, recorded, stopLeftovers, thisProcess, writeRecord } from '../../sandbox/stack/stack-record.ts';
import { obtainTemporal } from '../../sandbox/stack/temporal-binary.ts';
import { startTemporalServer } from '../../sandbox/stack/temporal-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A connection string to the migrated database that each test's own one is cloned from. */
    templateDatabaseUrl: string;
    temporalAddress: string;
    /** The Temporal program, for tests that start a stack of their own. */
    temporalBinary: string;
  }
}

const prefix = 'flywheel-test-';

/** One real Postgres with a migrated template and one real Temporal for all test files; both end with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const binary = await obtainTemporal((line) => process.stderr.write(`${line}\n`));
  const dir = await mkdtemp(join(tmpdir(), prefix));
  const teardown = async () => {
    await stopLeftovers(dir);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const [postgresPort, temporalPort] = [await anyFreePort(), await anyFreePort()];
    const starts = [
      startPostgres({
        dataFolder: dir,
        port: postgresPort,
        password: 'test',
        logFile: join(dir, 'postgres.log'),
        // What a crash would lose is of no use after a test.
        settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'],
      }),
      startTemporalServer({ binary: binary.path, port: temporalPort, logFile: join(dir, 'temporal.log') }),
    ] as const;
    // Also when one fails, the other is recorded, so that it is stopped.
    const settled = await Promise.allSettled(starts);
    const processes = settled.flatMap((start) => (start.status === 'fulfilled' ? [recorded(start.value.process)] : []));
    await writeRecord(dir, { owner: thisProcess(), startedAt: new Date().toISOString(), processes });
    const [postgres, temporal] = await Promise.all(starts);
    await migrate(postgres.databaseUrl);
    project.provide('templateDatabaseUrl', postgres.databaseUrl);
    project.provide('temporalAddress', temporal.address);
    project.provide('temporalBinary', binary.path);
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
