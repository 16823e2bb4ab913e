import pg from 'pg';
import Cursor from 'pg-cursor';

/** A pool, or one connection inside a transaction. */
export type Database = Pick<pg.Pool, 'query'>;
export type Pool = pg.Pool;

// int8 as number: ids and token counts stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** @param size connections; one activity needs one, a cursor holds one for as long as it is read */
export function openPool(databaseUrl: string, size = 10): Pool {
  // Keepalive: a server that vanished without a word is noticed within a minute, not after hours.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size, connectionTimeoutMillis: 5_000, keepAlive: true, keepAliveInitialDelayMillis: 30_000 });
  // Without listeners, a server restart would end the process: through idle connections, and through those in use,
  // whose queries fail all the same.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Runs `work` in one transaction; an error rolls all of it back. `work` runs once more where the server chose it to give way to another. */
export async function inTransaction<T>(pool: Pool, work: (db: Database) => Promise<T>): Promise<T> {
  try {
    return await tryTransaction(pool, work);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code?.startsWith(gaveWay))) throw error;
    return tryTransaction(pool, work);
  }
}

/** SQLSTATE: no such database. */
export const noSuchDatabase = '3D000';
/** SQLSTATE class: refused credentials. */
export const refusedLogin = /^28/;
/** The class of deadlocks and serialization failures. */
const gaveWay = '40';

/**
 * A process that is stopped, or a machine that is gone, in the middle of a transaction holds its locks no longer than this. None
 * of ours waits so long for anything but the database. Set with the transaction: poolers refuse it as a setting of connections.
 */
const begin = `begin; set local idle_in_transaction_session_timeout = '60s'`;

async function tryTransaction<T>(pool: Pool, work: (db: Database) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Streams a query's rows by a server-side cursor: memory stays constant however many there are. */
export async function* stream<Row>(pool: Pool, sql: string, values: unknown[], batch = 500): AsyncGenerator<Row> {
  const client = await pool.connect();
  const gone = Promise.withResolvers<void>();
  client.once('end', gone.resolve);
  const cursor = client.query(new Cursor<Row & object>(sql, values));
  let failed = false;
  try {
    for (;;) {
      const rows = await cursor.read(batch);
      if (rows.length === 0) return;
      yield* rows;
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    // A cursor never hears that its connection is gone: closing it would wait for ever.
    if (!failed) await Promise.race([cursor.close().catch(() => (failed = true)), gone.promise]);
    client.off('end', gone.resolve);
    client.release(failed);
  }
}

/** The rows of `items`, at most `size` at a time: what one INSERT takes. */
export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
