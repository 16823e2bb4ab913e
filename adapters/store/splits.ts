import type { SplitOptions } from '../../core/splits/assign-sides.ts';
import { assignSides } from '../../core/splits/assign-sides.ts';
import { newSeals } from '../../core/splits/seals.ts';
import type { Placed, Seal, SplitItem } from '../../core/splits/side.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';

const rowsPerInsert = 10_000;

/**
 * Places the items on their sides and seals what is new, in one transaction that waits for others of the same agent:
 * whoever comes second finds the sides of the first.
 *
 * @returns in the order of the items (`core/splits/assign-sides.ts`)
 */
export async function sealSides(pool: Pool, agent: string, items: readonly SplitItem[], options: SplitOptions): Promise<Placed[]> {
  return inTransaction(pool, async (db) => {
    await db.query(`select pg_advisory_xact_lock(hashtextextended('split_seals ' || $1, 0))`, [agent]);
    const sealed = await sealsOf(db, agent);
    const placed = assignSides(items, options, sealed);
    for (const chunk of chunks([...newSeals(items, placed, sealed)], rowsPerInsert)) {
      await db.query(
        `insert into split_seals (agent, key, side, reach)
         select $1, key, side, reach from unnest($2::text[], $3::text[], $4::text[]) as row(key, side, reach)
         on conflict (agent, key) do update set reach = excluded.reach`,
        [agent, chunk.map(([key]) => key), chunk.map(([, { side }]) => side), chunk.map(([, { reach }]) => reach)],
      );
    }
    return placed;
  });
}

/** Everything that was ever placed for the agent. */
export async function sealsOf(db: Database, agent: string): Promise<Map<string, Seal>> {
  const { rows } = await db.query<Seal & { key: string }>('select key, side, reach from split_seals where agent = $1', [agent]);
  return new Map(rows.map(({ key, side, reach }) => [key, { side, reach }]));
}
