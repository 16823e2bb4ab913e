import { giveBackClaims } from './claims.ts';
import { endCycle } from './cycles.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

export type Lease = { cycleId: string; runId: string };

export async function findLease(db: Database, agent: string): Promise<Lease | undefined> {
  const { rows } = await db.query<{ cycle_id: string; run_id: string }>('select cycle_id, run_id from leases where agent = $1', [agent]);
  const row = rows[0];
  return row && { cycleId: row.cycle_id, runId: row.run_id };
}

/**
 * Takes the agent's lease for a cycle that has not ended. It is free, or ours already, or held by exactly `expected`: a run
 * that Temporal says is over. Unless it has ended that cycle is closed as failed and its claims are given back.
 *
 * @returns false when somebody else holds it
 */
export async function takeLease(pool: Pool, agent: string, lease: Lease, expected?: Lease): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    await lockLeases(db, [agent]);
    const { rowCount } = await db.query(
      `insert into leases (agent, cycle_id, run_id) values ($1, $2, $3)
       on conflict (agent) do update set cycle_id = excluded.cycle_id, run_id = excluded.run_id, acquired_at = now()
       where leases.run_id = excluded.run_id or (leases.cycle_id = $4 and leases.run_id = $5)`,
      [agent, lease.cycleId, lease.runId, expected?.cycleId ?? null, expected?.runId ?? null],
    );
    if (rowCount === 0) return false;
    // An attempt that comes late: nobody would let go of what it took.
    const { rowCount: open } = await db.query('select 1 from cycles where id = $1 and ended_at is null for share', [lease.cycleId]);
    if (open === 0) throw new Error('the cycle is over');
    if (expected && expected.cycleId !== lease.cycleId && (await endCycle(db, expected.cycleId, 'failed', 'run_ended_without_closing'))) await giveBackClaims(db, expected.cycleId);
    return true;
  });
}

/** The leases of some agents that are held. */
export async function leasesOf(db: Database, agents: readonly string[]): Promise<Lease[]> {
  const { rows } = await db.query<Lease>('select cycle_id as "cycleId", run_id as "runId" from leases where agent = any($1) order by agent', [agents]);
  return rows;
}

/** Until the transaction ends nobody else takes a lease of these agents, held or free. Not by their rows: logging to an agent waits for nobody. */
export async function lockLeases(db: Database, agents: readonly string[]): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('flywheel lease of ' || agent, 0)) from (select unnest($1::text[]) as agent order by 1) named`, [agents]);
}

/** Only its holder can let go of a lease. */
export async function dropLease(db: Database, agent: string, runId: string): Promise<void> {
  await db.query('delete from leases where agent = $1 and run_id = $2', [agent, runId]);
}
