import type { EvaluationReport, SideSummary } from '../../core/evaluation/evaluation-report.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import type { Database } from './database.ts';

type Of = { cycleId: string; candidateId: string };
export type Evaluation = Of & { suiteId: string; settings: string; summary: SideSummary };

const idOf = ({ cycleId, candidateId }: Of): string => `e-${contentHash('evaluation', cycleId, candidateId).slice(0, 16)}`;

/** Stores what one side did in a cycle; a second attempt writes the same again. */
export async function storeEvaluation(db: Database, { cycleId, candidateId, suiteId, settings, summary }: Evaluation): Promise<string> {
  const id = idOf({ cycleId, candidateId });
  await db.query(
    `insert into evaluations (id, candidate_id, suite_id, n, passed, cycle_id, settings, summary) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update set suite_id = excluded.suite_id, n = excluded.n, passed = excluded.passed, settings = excluded.settings, summary = excluded.summary`,
    [id, candidateId, suiteId, summary.n, summary.passed, cycleId, settings, JSON.stringify(summary)],
  );
  return id;
}

/** Adds the comparison with the champion. */
export async function storeReport(db: Database, of: Of, report: EvaluationReport): Promise<void> {
  await db.query('update evaluations set report = $2 where id = $1', [idOf(of), JSON.stringify(report)]);
}

export type EvaluationOfCycle = { candidateId: string; summary: SideSummary; report: EvaluationReport | null };

/** What a cycle found out about each side; the champion's has no report of its own. */
export async function evaluationsOf(db: Database, cycleId: string): Promise<EvaluationOfCycle[]> {
  const { rows } = await db.query<EvaluationOfCycle>(
    'select candidate_id as "candidateId", summary, report from evaluations where cycle_id = $1 order by created_at, candidate_id',
    [cycleId],
  );
  return rows;
}
