import { giveBackClaims } from './claims.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

export type Lease = { cycleId: string; runId: string };

export async function findLease(db: Database, agent: string): Promise<Lease | undefined> {
  const { rows } = await db.query<{ cycle_id: string; run_id: string }>('select cycle_id, run_id from leases where agent = $1', [agent]);
  const row = rows[0];
  return row && { cycleId: row.cycle_id, runId: row.run_id };
}

/**
 * Takes the agent's lease for a cycle. It is free, or ours already, or held by exactly `expected`: a run that
 * Temporal says is over. That cycle is closed as failed and its claims are given back.
 *
 * @returns false when somebody else holds it
 */
export async function takeLease(pool: Pool, agent: string, lease: Lease, expected?: Lease): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `insert into leases (agent, cycle_id, run_id) values ($1, $2, $3)
       on conflict (agent) do update set cycle_id = excluded.cycle_id, run_id = excluded.run_id, acquired_at = now()
       where leases.run_id = excluded.run_id or (leases.cycle_id = $4 and leases.run_id = $5)`,
      [agent, lease.cycleId, lease.runId, expected?.cycleId ?? null, expected?.runId ?? null],
    );
    if (rowCount === 0) return false;
    if (expected && expected.cycleId !== lease.cycleId) {
      await giveBackClaims(db, expected.cycleId);
      await db.query(
        `update cycles set outcome = 'failed', reason = 'run_ended_without_closing', ended_at = now() where id = $1 and ended_at is null`,
        [expected.cycleId],
      );
    }
    return true;
  });
}

/** Only its holder can let go of a lease. */
export async function dropLease(db: Database, agent: string, runId: string): Promise<void> {
  await db.query('delete from leases where agent = $1 and run_id = $2', [agent, runId]);
}
