import { blockedInteraction, blockedUser } from '../../core/erasure/blocked.ts';
import type { Database } from './database.ts';

/** Keeps a user out from now on, with all exchanges that are known of the user today. */
export async function blockUser(db: Database, user: string): Promise<void> {
  const { rows } = await db.query<{ agent: string; key: string }>('select agent, key from interactions where user_id = $1', [user]);
  await db.query('insert into blocked (hash) select unnest($1::text[]) on conflict do nothing', [[blockedUser(user), ...rows.map(({ agent, key }) => blockedInteraction(agent, key))]]);
}

/**
 * The rows that nobody keeps out.
 *
 * @param keyOf the key of the exchange that a row is, or speaks of
 */
export async function withoutBlocked<T extends { key: string; user?: string | undefined }>(db: Database, agent: string, rows: readonly T[], keyOf = (row: T): string => row.key): Promise<T[]> {
  const hashed = rows.map((row) => ({ row, hashes: [blockedInteraction(agent, keyOf(row)), ...(row.user === undefined ? [] : [blockedUser(row.user)])] }));
  const { rows: found } = await db.query<{ hash: string }>('select hash from blocked where hash = any($1)', [hashed.flatMap(({ hashes }) => hashes)]);
  if (found.length === 0) return [...rows];
  const blocked = new Set(found.map(({ hash }) => hash));
  return hashed.filter(({ hashes }) => !hashes.some((hash) => blocked.has(hash))).map(({ row }) => row);
}
