import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

/**
 * Brings the database to the newest schema. Several workers may start at once: the others wait on an
 * advisory lock and find nothing left to do. All pending migrations run in one transaction.
 *
 * @returns the names of the migrations that this call ran
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const ran = await runner({
    databaseUrl,
    dir: fileURLToPath(new URL('migrations', import.meta.url)),
    direction: 'up',
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
  return ran.map((migration) => migration.name);
}
