import type { Hyperparameters } from '../../core/tuning/points.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

export type SweepStatus = 'planned' | 'running' | 'succeeded' | 'failed' | 'stopped_early' | 'cancelled';

export type SweepJob = {
  position: number;
  hyperparameters: Hyperparameters;
  estimateUsd: number | null;
  trainingKey: string | null;
  candidateId: string | null;
  status: SweepStatus;
  bestLoss: number | null;
  right: number | null;
  asked: number | null;
  costUsd: number | null;
};

/** Plans the jobs of a cycle's sweep once: a second attempt keeps the first plan. Returns how many there are. */
export async function planSweepJobs(pool: Pool, cycleId: string, jobs: readonly Pick<SweepJob, 'hyperparameters' | 'estimateUsd'>[]): Promise<number> {
  return inTransaction(pool, async (db) => {
    await db.query('select 1 from cycles where id = $1 for update', [cycleId]);
    const planned = (await sweepJobs(db, cycleId)).length;
    if (planned > 0) return planned;
    for (const [position, { hyperparameters, estimateUsd }] of jobs.entries()) {
      await db.query('insert into sweep_jobs (cycle_id, position, hyperparameters, estimate_usd) values ($1, $2, $3, $4)', [
        cycleId, position, JSON.stringify(hyperparameters), estimateUsd,
      ]);
    }
    return jobs.length;
  });
}

export async function sweepJobs(db: Database, cycleId: string): Promise<SweepJob[]> {
  const { rows } = await db.query<SweepJob>(
    `select position, hyperparameters, estimate_usd as "estimateUsd", training_key as "trainingKey", candidate_id as "candidateId", status,
       best_loss as "bestLoss", right_answers as "right", asked, cost_usd as "costUsd"
     from sweep_jobs where cycle_id = $1 order by position`,
    [cycleId],
  );
  return rows;
}

/** Writes what has become of a job; fields that are left out stay. */
export async function updateSweepJob(
  db: Database,
  cycleId: string,
  position: number,
  change: { status?: SweepStatus; trainingKey?: string; candidateId?: string; bestLoss?: number; right?: number; asked?: number; costUsd?: number | null },
): Promise<void> {
  await db.query(
    `update sweep_jobs set status = coalesce($3, status), training_key = coalesce($4, training_key), candidate_id = coalesce($5, candidate_id),
       best_loss = coalesce($6, best_loss), right_answers = coalesce($7, right_answers), asked = coalesce($8, asked), cost_usd = coalesce($9, cost_usd)
     where cycle_id = $1 and position = $2`,
    [
      cycleId, position, change.status ?? null, change.trainingKey ?? null, change.candidateId ?? null, change.bestLoss ?? null,
      change.right ?? null, change.asked ?? null, change.costUsd ?? null,
    ],
  );
}
