import { classify } from '../activities/failure.ts';
import { noSuchDatabase, openPool, refusedLogin } from '../adapters/store/database.ts';
import { migrate } from '../adapters/store/migrate.ts';
import { connectTemporal, type TemporalClient, type TemporalConfig } from '../adapters/temporal/connection.ts';
import { ensureSearchAttributes } from '../adapters/temporal/search-attributes.ts';
import { untilReady, type Obstacle, type Patience } from './until-ready.ts';

/** Waits for the database and brings it to the newest schema. */
export function readyPostgres(databaseUrl: string, patience: Patience): Promise<void> {
  const attempt = async (): Promise<void> => {
    // The migrations' own connection has no time-out: a silent address would hold it for minutes.
    const pool = openPool(databaseUrl, 1);
    try {
      await pool.query('select 1');
    } finally {
      await pool.end();
    }
    await migrate(databaseUrl);
  };
  return untilReady('Postgres', attempt, postgresObstacle, patience);
}

/** Waits for Temporal and the namespace, which orchestrators create after the server is up, and creates the search attributes. */
export function readyTemporal(config: TemporalConfig, patience: Patience): Promise<TemporalClient> {
  const attempt = async (): Promise<TemporalClient> => {
    const client = await connectTemporal(config);
    try {
      await ensureSearchAttributes(client.connection, config.namespace);
      return client;
    } catch (error) {
      await client.connection.close();
      throw error;
    }
  };
  return untilReady('Temporal', attempt, temporalObstacle, patience);
}

function postgresObstacle(error: unknown): Obstacle {
  const { code, name } = error as { code?: string; name?: string };
  const { type, retryable } = classify(error);
  // Like a namespace it may be created after its server is up.
  const missing = code === noSuchDatabase;
  return {
    reason: missing ? 'no_such_database' : (code ?? (type === 'internal' ? String(name) : type)),
    passing: missing || (retryable && type !== 'internal'),
    misconfigured: missing || refusedLogin.test(code ?? ''),
  };
}

/** gRPC: DEADLINE_EXCEEDED, NOT_FOUND (the namespace), RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE. */
const passingGrpc = new Map([[4, 'deadline_exceeded'], [5, 'no_such_namespace'], [8, 'resource_exhausted'], [13, 'internal'], [14, 'unavailable']]);
/** PERMISSION_DENIED, UNAUTHENTICATED. */
const refusedGrpc = new Map([[7, 'permission_denied'], [16, 'unauthenticated']]);

/** A connection that was not made says no code. The worker's own connection, in Rust, names neither code nor kind. */
export function temporalObstacle(error: unknown): Obstacle {
  const { code, name, message } = error as { code?: number; name?: string; message?: string };
  const passing = passingGrpc.get(Number(code));
  if (passing !== undefined) return { reason: passing, passing: true, misconfigured: code === 5 };
  const refused = refusedGrpc.get(Number(code));
  if (refused !== undefined) return { reason: refused, passing: false, misconfigured: true };
  if (message === 'Failed to connect before the deadline' || name === 'TransportError') return { reason: 'unreachable', passing: true };
  return { reason: name ?? 'unknown', passing: false };
}
