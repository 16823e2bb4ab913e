import type { Outcome } from '../../core/cycle/outcome.ts';
import { getCycle, setOutcome, settleOutcome } from './cycles.ts';
import type { Proof } from '../../core/cycle/proof.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

export type Alias = { candidateId: string; since: Date };

export async function findAlias(db: Database, agent: string, name: 'champion' | 'previous'): Promise<Alias | undefined> {
  const { rows } = await db.query<Alias>('select candidate_id as "candidateId", since from aliases where agent = $1 and name = $2', [agent, name]);
  return rows[0];
}

/** Day 0: what serves already becomes the champion, once. */
export async function crownFirst(db: Database, agent: string, candidateId: string, by: string): Promise<void> {
  const { rowCount } = await db.query(`insert into aliases (agent, name, candidate_id) values ($1, 'champion', $2) on conflict do nothing`, [agent, candidateId]);
  if (rowCount === 0) return;
  await addAudit(db, { key: `${agent}/first-champion`, agent, action: 'first_champion', by, why: 'what serves today', how: null, evidence: null, candidateId, previousId: null, cycleId: null });
}

export type AuditEntry = {
  key: string;
  agent: string;
  action: 'first_champion' | 'promote' | 'reject' | 'rollback';
  by: string;
  why: string;
  /** Null: nobody did. */
  how: Proof | null;
  /** Hash of the report that was there to be read, and the decision of the gate. */
  evidence: Evidence | null;
  candidateId: string | null;
  previousId: string | null;
  cycleId: string | null;
};

type Evidence = { report: string | null; decision: { cycle: string; candidate: string } };
const evidenceOf = ({ evidence, cycleId, candidateId }: ReleaseStep): Evidence => ({ report: evidence, decision: { cycle: cycleId, candidate: candidateId } });

/** @returns false when this entry was made before */
async function addAudit(db: Database, entry: AuditEntry): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into audit (key, agent, action, by, why, candidate_id, previous_id, cycle_id, how, evidence) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (key) do nothing`,
    [entry.key, entry.agent, entry.action, entry.by, entry.why, entry.candidateId, entry.previousId, entry.cycleId, entry.how, entry.evidence && JSON.stringify(entry.evidence)],
  );
  return rowCount === 1;
}

async function setAlias(db: Database, agent: string, name: 'champion' | 'previous', candidateId: string): Promise<void> {
  await db.query(
    `insert into aliases (agent, name, candidate_id) values ($1, $2, $3)
     on conflict (agent, name) do update set candidate_id = excluded.candidate_id, since = now()`,
    [agent, name, candidateId],
  );
}

/**
 * The lock under which aliases change: two releases of one agent happen one after the other. Not `for update`: every row that
 * names the agent would wait for it, the log of exchanges above all, and an erasure that waits here while it is waited for.
 */
async function lockAgent(db: Database, agent: string): Promise<void> {
  await db.query('select 1 from agents where name = $1 for no key update', [agent]);
}

export type OlderRelease = { id: string; candidateId: string; cycleId: string };

export type NewRelease = { id: string; agent: string; candidateId: string; cycleId: string; needsApproval: boolean; fourEyes: boolean };

/** Of the entry that says that a cycle's candidate was let out. */
const promotionKey = (releaseId: string, cycleId: string): string => `${releaseId}/${cycleId}/promote`;

async function wasPromoted(db: Database, releaseId: string, cycleId: string): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from audit where key = $1', [promotionKey(releaseId, cycleId)]);
  return rowCount === 1;
}

/**
 * Whether a user was erased whom the candidate `c` had learned from. A mark that it has inherited, of a model that was marked before,
 * holds up nothing: who serves may have the same one, and nothing that goes on from there could ever go out.
 */
const wasTainted = 'c.tainted_at >= c.created_at';

/**
 * The same of one candidate. Until the transaction ends no erasure marks it. To be asked before the agent is locked: an erasure
 * may be long, and others are not to wait for it.
 */
async function holdTaint(db: Database, candidateId: string): Promise<boolean> {
  const { rows } = await db.query<{ tainted: boolean | null }>(`select ${wasTainted} as tainted from candidates c where c.id = $1 for share`, [candidateId]);
  return rows[0]?.tainted === true;
}

/** Whether a user was erased whom the candidate of a release had learned from. */
export async function isTainted(db: Database, releaseId: string): Promise<boolean> {
  const { rowCount } = await db.query(`select 1 from releases r join candidates c on c.id = r.candidate_id where r.id = $1 and ${wasTainted}`, [releaseId]);
  return rowCount === 1;
}

/** Open releases of marked candidates, of all agents. */
export async function taintedReleases(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select r.id from releases r join candidates c on c.id = r.candidate_id where r.closed_at is null and ${wasTainted} order by r.id`);
  return rows.map(({ id }) => id);
}

/**
 * Opens the release, or finds it; its cycle has come to its verdict by that, however its run ends. A run opens it once, and what a
 * cycle has let out is not opened again: an attempt that comes late changes nothing. Returns the other releases of the agent that
 * still wait: a newer one supersedes them.
 *
 * @param runId of the release's workflow
 */
export async function openRelease(pool: Pool, release: NewRelease, runId: string): Promise<{ older: OlderRelease[]; tainted: boolean }> {
  return inTransaction(pool, async (db) => {
    const tainted = await holdTaint(db, release.candidateId);
    await lockAgent(db, release.agent);
    // The same candidate's earlier release was ended from outside and could not close its row itself.
    const ended = await db.query<{ cycle_id: string }>('select cycle_id from releases where id = $1 and closed_at is null and cycle_id <> $2', [release.id, release.cycleId]);
    const { rowCount: opened } = await db.query(
      `insert into releases (id, agent, candidate_id, cycle_id, status, needs_approval, four_eyes, runs) values ($1, $2, $3, $4, 'waiting', $5, $6, array[$7])
       on conflict (id) do update set status = 'waiting', cycle_id = excluded.cycle_id, needs_approval = excluded.needs_approval, runs = releases.runs || excluded.runs,
         four_eyes = excluded.four_eyes, decided_by = null, decided_how = null, why = null, evidence = null, reminders = 0, opened_at = now(), closed_at = null
       where not releases.runs @> excluded.runs and not $8`,
      [release.id, release.agent, release.candidateId, release.cycleId, release.needsApproval, release.fourEyes, runId, await wasPromoted(db, release.id, release.cycleId)],
    );
    if (opened === 1) {
      if (ended.rows[0]) await settleOutcome(db, ended.rows[0].cycle_id, 'superseded');
      await setOutcome(db, release.cycleId, release.needsApproval ? 'awaiting_approval' : 'releasing');
    }
    const { rows } = await db.query<OlderRelease>(
      `select id, candidate_id as "candidateId", cycle_id as "cycleId" from releases where agent = $1 and id <> $2 and closed_at is null
         and opened_at <= (select opened_at from releases where id = $2) order by opened_at`,
      [release.agent, release.id],
    );
    return { older: rows, tainted };
  });
}

export type WaitingRelease = { id: string; cycle_id: string; candidate_id: string; opened_at: Date; tainted_at: Date | null; erased_parts: number };

export async function waitingReleases(db: Database, agent: string): Promise<WaitingRelease[]> {
  const { rows } = await db.query<WaitingRelease>(
    `select r.id, r.cycle_id, r.candidate_id, r.opened_at, c.tainted_at, c.erased_parts from releases r join candidates c on c.id = r.candidate_id
     where r.agent = $1 and r.closed_at is null and r.needs_approval order by r.opened_at`,
    [agent],
  );
  return rows;
}

async function close(db: Database, { releaseId, cycleId, by, why, how, evidence }: ReleaseStep, status: Outcome): Promise<void> {
  await db.query(
    'update releases set status = $3, decided_by = $4, why = $5, decided_how = $6, evidence = $7, closed_at = now() where id = $1 and cycle_id = $2 and closed_at is null',
    [releaseId, cycleId, status, by, why, how, evidence],
  );
}

/** Whether a cycle's release is open, or how it ended; undefined: it was never opened, or another cycle's has taken its row since. */
async function statusOf(db: Database, releaseId: string, cycleId: string): Promise<'waiting' | Outcome | undefined> {
  const { rows } = await db.query<{ status: 'waiting' | Outcome }>('select status from releases where id = $1 and cycle_id = $2', [releaseId, cycleId]);
  return rows[0]?.status;
}

export type ReleaseStep = {
  releaseId: string;
  agent: string;
  candidateId: string;
  cycleId: string;
  by: string;
  why: string;
  /** How it is known who decided; null: no person did. */
  how: Proof | null;
  /** Hash of the report that they had to read. */
  evidence: string | null;
};

/** How often somebody has been reminded of a release that waits. */
export async function countReminder(db: Database, releaseId: string, number: number): Promise<void> {
  await db.query('update releases set reminders = greatest(reminders, $2) where id = $1', [releaseId, number]);
}

/**
 * Puts a candidate in the champion's place: alias, former champion, audit row, release and cycle in one
 * transaction. Doing it twice changes nothing.
 *
 * @param taintedMay whether a candidate that has seen a user who was erased may go out
 * @returns superseded: a newer release has already been let out, which this one must not undo; or this one has ended meanwhile
 */
export async function promoteCandidate(pool: Pool, step: ReleaseStep, taintedMay: boolean): Promise<'promoted' | 'superseded' | 'tainted'> {
  return inTransaction(pool, async (db) => {
    const tainted = await holdTaint(db, step.candidateId);
    await lockAgent(db, step.agent);
    const champion = await findAlias(db, step.agent, 'champion');
    const decidedAgainst = await db.query<{ champion_id: string }>('select champion_id from decisions where cycle_id = $1', [step.cycleId]);
    if (await wasPromoted(db, step.releaseId, step.cycleId)) return 'promoted';
    if ((await statusOf(db, step.releaseId, step.cycleId)) !== 'waiting') return 'superseded';
    if (tainted && !taintedMay) return 'tainted';
    // The evidence compares with the champion of its day; against another one it says nothing.
    if (champion?.candidateId !== step.candidateId && decidedAgainst.rows[0]?.champion_id !== champion?.candidateId) return 'superseded';
    await addAudit(db, {
      key: promotionKey(step.releaseId, step.cycleId), agent: step.agent, action: 'promote', by: step.by, why: step.why, how: step.how, evidence: evidenceOf(step),
      candidateId: step.candidateId, previousId: champion?.candidateId ?? null, cycleId: step.cycleId,
    });
    if (champion && champion.candidateId !== step.candidateId) await setAlias(db, step.agent, 'previous', champion.candidateId);
    await setAlias(db, step.agent, 'champion', step.candidateId);
    await close(db, step, 'promoted');
    await setOutcome(db, step.cycleId, 'promoted');
    return 'promoted';
  });
}

/**
 * Ends a release that lets nothing out. One that has ended already stays as it is.
 *
 * @returns how it has ended
 */
export async function closeRelease(pool: Pool, step: ReleaseStep, outcome: Outcome): Promise<Outcome> {
  return inTransaction(pool, async (db) => {
    await lockAgent(db, step.agent);
    const status = await statusOf(db, step.releaseId, step.cycleId);
    if (status !== undefined && status !== 'waiting') return status;
    await close(db, step, outcome);
    await settleOutcome(db, step.cycleId, outcome);
    if (outcome === 'rejected') {
      await addAudit(db, {
        key: `${step.releaseId}/${step.cycleId}/reject`, agent: step.agent, action: 'reject', by: step.by, why: step.why, how: step.how, evidence: evidenceOf(step),
        candidateId: step.candidateId, previousId: null, cycleId: step.cycleId,
      });
    }
    return outcome;
  });
}

/** Candidate ids: who serves, and who served before. */
export type ChampionAndFormer = { champion: string; former: string };

/**
 * Takes the last release back: the former champion serves again, and the one taken back is remembered, so that no
 * later cycle lets it out again by itself.
 *
 * @param step.expected nothing is changed where these are not the two any more
 */
export async function rollBackChampion(
  pool: Pool,
  { expected, ...step }: { key: string; agent: string; by: string; why: string; how: Proof; expected?: ChampionAndFormer },
): Promise<{ champion: string; takenBack: string; cycleId: string | null } | 'nothing_to_roll_back' | 'champion_changed'> {
  return inTransaction(pool, async (db) => {
    await lockAgent(db, step.agent);
    const done = await db.query<{ champion: string; takenBack: string; cycleId: string | null }>('select candidate_id as champion, previous_id as "takenBack", cycle_id as "cycleId" from audit where key = $1', [step.key]);
    if (done.rows[0]) return done.rows[0];
    const champion = await findAlias(db, step.agent, 'champion');
    const previous = await findAlias(db, step.agent, 'previous');
    if (!champion || !previous) return 'nothing_to_roll_back';
    if (expected && (champion.candidateId !== expected.champion || previous.candidateId !== expected.former)) return 'champion_changed';
    const promoted = await db.query<{ cycle_id: string | null }>(
      `select cycle_id from audit where agent = $1 and action = 'promote' and candidate_id = $2 order by id desc limit 1`,
      [step.agent, champion.candidateId],
    );
    const cycleId = promoted.rows[0]?.cycle_id ?? null;
    await addAudit(db, { ...step, action: 'rollback', evidence: null, candidateId: previous.candidateId, previousId: champion.candidateId, cycleId });
    await setAlias(db, step.agent, 'champion', previous.candidateId);
    await db.query(`delete from aliases where agent = $1 and name = 'previous'`, [step.agent]);
    await db.query('update candidates set rolled_back_at = now() where id = $1', [champion.candidateId]);
    await db.query(`update releases set status = 'rolled_back' where candidate_id = $1 and agent = $2 and status = 'promoted'`, [champion.candidateId, step.agent]);
    if (cycleId && (await getCycle(db, cycleId)).outcome === 'promoted') await setOutcome(db, cycleId, 'rolled_back');
    return { champion: previous.candidateId, takenBack: champion.candidateId, cycleId };
  });
}
