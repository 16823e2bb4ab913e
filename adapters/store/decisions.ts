import type { GateDecision } from '../../core/gate/decision.ts';
import type { Database } from './database.ts';

export type Decision = { cycle_id: string; champion_id: string; candidate_id: string; suite_id: string; verdict: string; reason_codes: string[]; evidence: GateDecision };

/** Stores what the gate saw and said; the first decision of a cycle stands. */
export async function storeDecision(db: Database, decision: Decision & { agent: string }): Promise<Decision> {
  const { rows } = await db.query<Decision>(
    `insert into decisions (cycle_id, agent, champion_id, candidate_id, suite_id, verdict, reason_codes, evidence) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (cycle_id) do update set agent = excluded.agent returning *`,
    [
      decision.cycle_id, decision.agent, decision.champion_id, decision.candidate_id, decision.suite_id,
      decision.verdict, decision.reason_codes, JSON.stringify(decision.evidence),
    ],
  );
  return rows[0] as Decision;
}

export async function findDecision(db: Database, cycleId: string): Promise<Decision | undefined> {
  const { rows } = await db.query<Decision>('select * from decisions where cycle_id = $1', [cycleId]);
  return rows[0];
}

/** The released candidate that did best on this suite within the last `days`: what small losses must not creep below. */
export async function bestRelease(db: Database, agent: string, suiteId: string, days: number): Promise<string | undefined> {
  const { rows } = await db.query<{ candidate_id: string }>(
    `select e.candidate_id from evaluations e join candidates c on c.id = e.candidate_id
     where e.suite_id = $2 and c.rolled_back_at is null and exists (
       select 1 from audit a where a.agent = $1 and a.candidate_id = e.candidate_id and a.action in ('promote', 'first_champion')
         and a.at > now() - $3 * interval '1 day')
     order by e.passed desc, e.candidate_id limit 1`,
    [agent, suiteId, days],
  );
  return rows[0]?.candidate_id;
}
