import type { Database } from './database.ts';

/** Enters the verdict that a suite is asked for; a second attempt changes nothing. */
export async function enterLook(db: Database, look: { agent: string; suiteId: string; cycleId: string; candidateId: string }): Promise<void> {
  await db.query(
    `insert into suite_looks (key, agent, suite_id, purpose, candidate_id, cycle_id) values ($1, $2, $3, 'gate', $4, $5) on conflict (key) do nothing`,
    [`${look.cycleId}/${look.candidateId}/${look.suiteId}`, look.agent, look.suiteId, look.candidateId, look.cycleId],
  );
}

/** Enters that somebody read the sealed part. */
export async function enterOpening(db: Database, opening: { agent: string; suiteId: string; by: string; why: string }): Promise<void> {
  await db.query(
    `insert into suite_looks (key, agent, suite_id, purpose, by, why) values ('opened/' || gen_random_uuid(), $1, $2, 'opened', $3, $4)`,
    [opening.agent, opening.suiteId, opening.by, opening.why],
  );
}

/** Over all versions of the suite's family: most of their cases are the same. */
export async function countLooks(db: Database, suiteId: string): Promise<{ looks: number; opened: number }> {
  const { rows } = await db.query<{ looks: number; opened: number }>(
    `select count(*) filter (where l.purpose = 'gate')::int as looks, count(*) filter (where l.purpose = 'opened')::int as opened
     from suite_looks l join suites s on s.id = l.suite_id where s.family = (select family from suites where id = $1)`,
    [suiteId],
  );
  return rows[0] ?? { looks: 0, opened: 0 };
}
