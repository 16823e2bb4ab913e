import type { Outcome, Verdict } from '../../core/cycle/outcome.ts';
import type { Proof } from '../../core/cycle/proof.ts';
import type { Stage, Trigger } from '../../core/cycle/stage.ts';
import type { Database } from './database.ts';

export type Cycle = {
  id: string;
  agent: string;
  agent_version: number;
  run_id: string;
  trigger: Trigger;
  cutoff: Date;
  stage: Stage;
  verdict: Verdict | null;
  outcome: Outcome | null;
  reason: string | null;
  started_at: Date;
  ended_at: Date | null;
  /** Null: the schedule. */
  started_by: string | null;
  started_how: Proof | null;
};

/** Opens the cycle, or finds it: a new run under the same id goes on with the same row, a second attempt finds it as it stands. */
export async function openCycle(
  db: Database,
  cycle: { id: string; agent: string; agentVersion: number; runId: string; trigger: Trigger; cutoff: Date; startedBy?: string | null; startedHow?: Proof | null },
): Promise<Cycle> {
  const { rows } = await db.query<Cycle>(
    `insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, started_by, started_how, stage) values ($1, $2, $3, $4, $5, $6, $7, $8, 'collect')
     on conflict (id) do update set run_id = excluded.run_id, started_by = excluded.started_by, started_how = excluded.started_how,
       -- A new run of an ended cycle reopens it under the configuration of now.
       agent_version = case when cycles.ended_at is null then cycles.agent_version else excluded.agent_version end,
       verdict = case when cycles.ended_at is null then cycles.verdict end,
       outcome = case when cycles.ended_at is null then cycles.outcome end,
       reason = case when cycles.ended_at is null then cycles.reason end,
       ended_at = null
     where cycles.run_id <> excluded.run_id
     returning *`,
    [cycle.id, cycle.agent, cycle.agentVersion, cycle.runId, cycle.trigger, cycle.cutoff, cycle.startedBy ?? null, cycle.startedHow ?? null],
  );
  return rows[0] ?? getCycle(db, cycle.id);
}

export async function findCycle(db: Database, id: string): Promise<Cycle | undefined> {
  const { rows } = await db.query<Cycle>('select * from cycles where id = $1', [id]);
  return rows[0];
}

export async function getCycle(db: Database, id: string): Promise<Cycle> {
  const cycle = await findCycle(db, id);
  if (!cycle) throw new Error('no such cycle');
  return cycle;
}

/** The latest that did anything; one that found another at work is it only where there is no other. */
export async function latestCycle(db: Database, agent: string): Promise<Cycle | undefined> {
  const { rows } = await db.query<Cycle>(`select * from cycles where agent = $1 order by coalesce(reason = 'another_cycle_runs', false), started_at desc limit 1`, [agent]);
  return rows[0];
}

/** What a stage did, as counts; written again by a second attempt. */
export async function finishStage(db: Database, cycleId: string, stage: Stage, counts: Record<string, unknown>): Promise<void> {
  await db.query(
    `insert into cycle_stages (cycle_id, stage, counts) values ($1, $2, $3)
     on conflict (cycle_id, stage) do update set counts = excluded.counts, finished_at = now()`,
    [cycleId, stage, JSON.stringify(counts)],
  );
  await db.query('update cycles set stage = $2 where id = $1', [cycleId, stage]);
}

/** Counts of a finished stage that are found out after it; written again by a second attempt. */
export async function addToStage(db: Database, cycleId: string, stage: Stage, counts: Record<string, unknown>): Promise<void> {
  await db.query('update cycle_stages set counts = counts || $3::jsonb where cycle_id = $1 and stage = $2', [cycleId, stage, JSON.stringify(counts)]);
}

export async function cycleStages(db: Database, cycleId: string): Promise<Record<string, Record<string, unknown>>> {
  const { rows } = await db.query<{ stage: string; counts: Record<string, unknown> }>('select stage, counts from cycle_stages where cycle_id = $1', [cycleId]);
  return Object.fromEntries(rows.map(({ stage, counts }) => [stage, counts]));
}

/**
 * Ends a cycle. Whoever ends it first does: what its release, which may be faster, has made of it stays, and so does the end
 * that the next cycle gave to one whose run was over.
 *
 * @returns false when it had ended before
 */
export async function endCycle(db: Database, cycleId: string, outcome: Outcome, reason: string | null): Promise<boolean> {
  const { rowCount } = await db.query('update cycles set outcome = $2, reason = coalesce($3, reason), ended_at = now() where id = $1 and outcome is null', [cycleId, outcome, reason]);
  const first = rowCount === 1;
  // Its release does not know why the verdict was promote.
  if (!first && (outcome === 'releasing' || outcome === 'awaiting_approval')) await db.query('update cycles set reason = coalesce(reason, $2) where id = $1', [cycleId, reason]);
  return first;
}

/** What a release made of its cycle. */
export async function setOutcome(db: Database, cycleId: string, outcome: Outcome): Promise<void> {
  await db.query('update cycles set outcome = $2, ended_at = coalesce(ended_at, now()) where id = $1', [cycleId, outcome]);
}

/** The same, unless it is settled already. */
export async function settleOutcome(db: Database, cycleId: string, outcome: Outcome): Promise<void> {
  await db.query(`update cycles set outcome = $2, ended_at = coalesce(ended_at, now()) where id = $1 and (outcome is null or outcome in ('releasing', 'awaiting_approval'))`, [cycleId, outcome]);
}

export async function setVerdict(db: Database, cycleId: string, verdict: Verdict): Promise<void> {
  await db.query('update cycles set verdict = $2 where id = $1', [cycleId, verdict]);
}
