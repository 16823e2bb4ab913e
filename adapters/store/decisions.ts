import type { GateEvidence } from '../../core/gate/evidence.ts';
import type { GateVerdict } from '../../core/gate/gate-verdict.ts';
import type { GatePolicy } from '../../core/gate/policy.ts';
import type { Database } from './database.ts';

/** Everything that a verdict rests on: decided again, it comes out the same. */
export type DecisionInput = { policy: GatePolicy; evidence: GateEvidence; looks: number; warnings: string[] };

export type Decision = {
  cycle_id: string;
  champion_id: string;
  candidate_id: string;
  suite_id: string;
  verdict: string;
  reason_codes: string[];
  evidence: GateVerdict;
  /** Of the cycle's candidates the one that its outcome speaks of. */
  released: boolean;
};

/** Stores what the gate saw and said; the first decision on a candidate in a cycle stands. */
export async function storeDecision(db: Database, decision: Omit<Decision, 'released'> & { agent: string; input: DecisionInput }): Promise<Decision> {
  const { rows } = await db.query<Decision>(
    `insert into decisions (cycle_id, agent, champion_id, candidate_id, suite_id, verdict, reason_codes, evidence, input, released)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false)
     on conflict (cycle_id, candidate_id) do update set agent = excluded.agent
     returning cycle_id, champion_id, candidate_id, suite_id, verdict, reason_codes, evidence, released`,
    [
      decision.cycle_id, decision.agent, decision.champion_id, decision.candidate_id, decision.suite_id,
      decision.verdict, decision.reason_codes, JSON.stringify(decision.evidence), JSON.stringify(decision.input),
    ],
  );
  return rows[0] as Decision;
}

/** Marks the candidate that the cycle's outcome speaks of. */
export async function chooseDecision(db: Database, cycleId: string, candidateId: string): Promise<void> {
  await db.query('update decisions set released = (candidate_id = $2) where cycle_id = $1', [cycleId, candidateId]);
}

/** Every decision of a cycle, the chosen one first. */
export async function decisionsOf(db: Database, cycleId: string): Promise<Decision[]> {
  const { rows } = await db.query<Decision>(
    `select cycle_id, champion_id, candidate_id, suite_id, verdict, reason_codes, evidence, released
     from decisions where cycle_id = $1 order by released desc, at, candidate_id`,
    [cycleId],
  );
  return rows;
}

/** The decision that the cycle's outcome speaks of. */
export const findDecision = async (db: Database, cycleId: string): Promise<Decision | undefined> => (await decisionsOf(db, cycleId))[0];

/**
 * The release of the last `days` that does best, as far as its answers are known: what small losses must not creep below. Answers
 * to the same case in any version of the suite count, since a suite that grows has a new version each day; releases that were
 * asked different cases are held against the champion on those that both were asked. Former bad cases say nothing here: each was
 * chosen because one of them failed it. Of equal ones the later.
 */
export async function bestRelease(db: Database, agent: string, suiteId: string, settings: string, days: number): Promise<string | undefined> {
  const { rows } = await db.query<{ candidate_id: string }>(
    `with recent as (
       select a.candidate_id, max(a.at) as at from audit a join candidates c on c.id = a.candidate_id
       where a.agent = $1 and c.rolled_back_at is null and a.action in ('promote', 'first_champion') and a.at > now() - $4 * interval '1 day'
       group by a.candidate_id),
     champion as (select candidate_id from aliases where agent = $1 and name = 'champion'),
     known as (
       select r.candidate_id, o.content, avg(r.score) as score
       from (select distinct content from suite_cases where suite_id = $2 and kind <> 'regression') n
       join suite_cases o on o.content = n.content
       join results r on r.suite_id = o.suite_id and r.case_id = o.case_id
       where r.settings = $3 and r.error is null and r.candidate_id in (select candidate_id from recent union select candidate_id from champion)
       group by r.candidate_id, o.content)
     select recent.candidate_id
     from recent cross join champion
     left join known k on k.candidate_id = recent.candidate_id
     left join known c on c.candidate_id = champion.candidate_id and c.content = k.content
     group by recent.candidate_id, recent.at
     order by avg(k.score - c.score) desc nulls last, recent.at desc, recent.candidate_id limit 1`,
    [agent, suiteId, settings, days],
  );
  return rows[0]?.candidate_id;
}
