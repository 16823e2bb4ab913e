import type { PastCycle, ReleaseFacts, ReleaseReportInput } from '../../core/report/release-input.ts';
import type { Database } from './database.ts';

const shownCycles = 12;
const shownEntries = 10;

/** A cycle and those of its agent that began before it, newest first. */
export async function pastCycles(db: Database, agent: string, cycleId: string): Promise<PastCycle[]> {
  const { rows } = await db.query<Omit<PastCycle, 'startedAt'> & { startedAt: Date }>(
    `select c.id, c.started_at as "startedAt", c.trigger, c.outcome, c.reason, c.verdict, (d.evidence->>'delta')::float8 as delta, d.evidence->'ci' as ci,
       (select coalesce(sum(cost_usd), 0)::float8 from ledger where cycle_id = c.id) as "costUsd"
     from cycles c left join decisions d on d.cycle_id = c.id and d.released
     where c.agent = $1 and c.started_at <= (select started_at from cycles where id = $2)
     order by c.started_at desc, c.id limit ${shownCycles}`,
    [agent, cycleId],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }));
}

/** Who changed, or would not change, an agent's champion, newest first. */
export async function auditTrail(db: Database, agent: string): Promise<ReleaseReportInput['audit']> {
  const { rows } = await db.query<Omit<ReleaseReportInput['audit'][number], 'at'> & { at: Date }>(
    `select at, action, by, how, why, candidate_id as "candidateId" from audit where agent = $1 order by id desc limit ${shownEntries}`,
    [agent],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** The release that a cycle has led to; a later cycle with the same candidate takes its row over. */
export async function releaseOfCycle(db: Database, cycleId: string): Promise<ReleaseFacts | null> {
  const { rows } = await db.query<Omit<ReleaseFacts, 'openedAt' | 'closedAt'> & { openedAt: Date; closedAt: Date | null }>(
    `select id, status, needs_approval as "needsApproval", four_eyes as "fourEyes", opened_at as "openedAt", closed_at as "closedAt",
       decided_by as by, decided_how as how, why, evidence from releases where cycle_id = $1`,
    [cycleId],
  );
  const row = rows[0];
  return row ? { ...row, openedAt: row.openedAt.toISOString(), closedAt: row.closedAt?.toISOString() ?? null } : null;
}

/** Who served when a cycle began. */
export async function championAt(db: Database, agent: string, at: Date): Promise<string | undefined> {
  const { rows } = await db.query<{ candidate_id: string }>(
    `select candidate_id from audit where agent = $1 and action in ('first_champion', 'promote', 'rollback') and at <= $2 order by id desc limit 1`,
    [agent, at],
  );
  return rows[0]?.candidate_id;
}
