import { inTransaction, type Database, type Pool } from './database.ts';

const claimsPerStatement = 5_000;

/**
 * Claims what no cycle has used and what was stored before the cutoff. Commits in portions, and a second run goes
 * on where the first one died. There is no watermark: a row that was committed late is simply claimed later.
 *
 * @returns how many this cycle now holds
 */
export async function claimInteractions(pool: Pool, agent: string, cycleId: string, cutoff: Date): Promise<number> {
  while ((await claimPortion(pool, agent, cycleId, cutoff)) > 0);
  return countClaimed(pool, cycleId);
}

/** How many interactions a cycle holds. */
export async function countClaimed(db: Database, cycleId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from interactions where cycle_id = $1', [cycleId]);
  return rows[0]?.count ?? 0;
}

/**
 * Under the lock of the agent's lease: two attempts claim one after the other, so that neither counts too early;
 * and one that still runs after its cycle's end, without the lease, takes nothing that nobody would give back.
 */
async function claimPortion(pool: Pool, agent: string, cycleId: string, cutoff: Date): Promise<number> {
  return inTransaction(pool, async (db) => {
    if (!(await holdsLease(db, agent, cycleId))) return 0;
    const { rowCount } = await db.query(
      `update interactions set cycle_id = $2 where id in (
         select id from interactions where agent = $1 and cycle_id is null and ingested_at <= $3
         order by id limit $4 for update skip locked)`,
      [agent, cycleId, cutoff, claimsPerStatement],
    );
    return rowCount ?? 0;
  });
}

async function holdsLease(db: Database, agent: string, cycleId: string): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from leases where agent = $1 and cycle_id = $2 for update', [agent, cycleId]);
  return rowCount === 1;
}

/**
 * Claims interactions that an earlier cycle has used: something was learned about them since. What feedback has opened
 * meanwhile is the next cycle's. False: the cycle does not hold the lease any more and may claim nothing. To be called in a
 * transaction.
 */
export async function reclaimInteractions(db: Database, agent: string, cycleId: string, ids: readonly number[]): Promise<boolean> {
  if (!(await holdsLease(db, agent, cycleId))) return false;
  await db.query('update interactions set cycle_id = $1 where id = any($2) and cycle_id is not null', [cycleId, ids]);
  return true;
}

/** A cycle that fails, or that learns nothing, leaves its interactions to the next one. */
export async function giveBackClaims(db: Database, cycleId: string): Promise<void> {
  await db.query('update interactions set cycle_id = null where cycle_id = $1', [cycleId]);
}

/**
 * What the trigger looks at: see `TriggerInput`. Counted over interactions stored before the cutoff.
 *
 * @param input.deafBelow ratings of users who are less reliable than this do not count: they would start a training whatever was answered
 */
export async function countForTrigger(
  db: Database,
  input: { agent: string; cycleId: string; cutoff: Date; window: number; lowRating: number; deafBelow: number },
): Promise<{ lowRated: number; newLowRated: number; looked: number }> {
  const { rows } = await db.query<{ lowRated: number; newLowRated: number; looked: number }>(
    `with latest as (
       select id, cycle_id from interactions where agent = $1 and ingested_at <= $2 order by at desc, id desc limit $3)
     select count(*)::int as looked,
       count(*) filter (where r.rating <= $4)::int as "lowRated",
       count(*) filter (where r.rating <= $4 and (l.cycle_id is null or l.cycle_id = $5))::int as "newLowRated"
     from latest l left join lateral (
       select f.rating from feedback f join interactions i on i.id = f.interaction_id
       left join user_reliability u on u.agent = $1 and u.user_id = coalesce(f.user_id, i.user_id)
       where f.interaction_id = l.id and f.rating is not null and coalesce(u.low, 1) >= $6 order by f.at desc, f.id desc limit 1) r on true`,
    [input.agent, input.cutoff, input.window, input.lowRating, input.cycleId, input.deafBelow],
  );
  return rows[0] ?? { lowRated: 0, newLowRated: 0, looked: 0 };
}

/** What a cycle that starts now would find. */
export async function countUnclaimed(db: Database, agent: string, cutoff: Date): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*)::int as count from interactions where agent = $1 and cycle_id is null and ingested_at <= $2',
    [agent, cutoff],
  );
  return rows[0]?.count ?? 0;
}
