import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { misconfigured, nothingRuns, ok, unreachable, warn, why } from './finding.ts';
import type { Check, Finding } from './finding.ts';

const migrations = new URL('../../adapters/store/migrations/', import.meta.url);
/** SQLSTATE classes: 28 refused credentials, 3D no such database. */
const configurationFault = /^(28|3D)/;

export const postgres: Check = {
  name: 'Postgres',
  look: async ({ env, source }) => {
    const url = env['DATABASE_URL']?.trim() ?? '';
    if (url === '') return source === 'nowhere' ? nothingRuns('DATABASE_URL') : misconfigured('DATABASE_URL is not set', 'set it: postgresql://user:password@host:5432/database');
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return misconfigured('DATABASE_URL is not a URL', 'postgresql://user:password@host:5432/database, special characters of the password percent-encoded');
    const { host, pathname } = new URL(url);
    const place = `${host}${pathname}`;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_500, statement_timeout: 2_500 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await describe(client, place);
    } catch (error) {
      const reason = why(error);
      return configurationFault.test(reason)
        ? misconfigured(`${place} refuses us (SQLSTATE ${reason})`, 'check the user, the password and the name of the database in DATABASE_URL')
        : unreachable(`${place} does not answer (${reason})`, 'check DATABASE_URL and the network, or start npx flywheel dev');
    } finally {
      await client.end().catch(() => undefined);
    }
  },
};

async function describe(client: pg.Client, place: string): Promise<Finding> {
  const { rows: versions } = await client.query<{ server_version: string }>('show server_version');
  const version = versions[0]?.server_version.split(' ')[0] ?? '?';
  const { rows: tables } = await client.query<{ there: boolean }>("select to_regclass('migrations') is not null as there");
  const ran = tables[0]?.there === true ? (await client.query<{ name: string }>('select name from migrations')).rows.map(({ name }) => name) : [];
  const known = (await readdir(migrations)).map((file) => file.replace(/\.\w+$/, ''));
  const pending = known.filter((name) => !ran.includes(name)).length;
  const newer = ran.filter((name) => !known.includes(name)).length;
  const found = `${place}, version ${version}; ${ran.length} migrations`;
  if (newer > 0) return warn(`${found}, ${newer} of a newer release`, 'update this checkout: it may not understand the schema');
  if (pending > 0) return warn(`${found}, ${pending} pending`, 'nothing to do: a worker runs them when it starts');
  return ok(found);
}
