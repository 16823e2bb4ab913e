import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import type { ErasureCounts } from './erase-rows.ts';

export type Erasure = {
  id: string;
  /** The user's pseudonym; null when nothing is left to do. */
  subject: string | null;
  by: string;
  why: string;
  counts: ErasureCounts;
  finished_at: Date | null;
};

/** Opens the erasure of a user, or finds the one that has not come to its end. */
export async function openErasure(db: Database, subject: string, { by, why }: { by: string; why: string }): Promise<Erasure> {
  await db.query('insert into erasures (id, subject, by, why) values ($1, $2, $3, $4) on conflict (subject) where subject is not null do nothing', [randomUUID(), subject, by, why]);
  const { rows } = await db.query<Erasure>('select * from erasures where subject = $1', [subject]);
  // It came to its end in between: then there is nothing left of it to find, and the next one begins.
  return rows[0] ?? openErasure(db, subject, { by, why });
}

export async function getErasure(db: Database, id: string): Promise<Erasure> {
  const { rows } = await db.query<Erasure>('select * from erasures where id = $1', [id]);
  if (!rows[0]) throw new Error('no such erasure');
  return rows[0];
}

/** Adds what was erased, and for each agent a line in the audit trail that names the request and not the user. */
export async function noteErasure(db: Database, { id, by, why }: Erasure, counts: ErasureCounts, agents: readonly string[]): Promise<void> {
  await db.query(
    `update erasures set counts = (
       select coalesce(jsonb_object_agg(key, n), '{}') from (
         select key, sum(value::int) as n from (select * from jsonb_each_text(counts) union all select * from jsonb_each_text($2::jsonb)) e group by key) s)
     where id = $1`,
    [id, JSON.stringify(counts)],
  );
  for (const agent of agents) {
    await db.query(`insert into audit (key, agent, action, by, why) values ($1, $2, 'forget', $3, $4) on conflict (key) do nothing`, [`forget/${id}/${agent}`, agent, by, why]);
  }
}

/** Ends it where nothing is left to do: from then on nothing here knows whom it was about. */
export async function finishErasure(db: Database, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update erasures set subject = null, finished_at = now() where id = $1 and finished_at is null
       and not exists (select 1 from erasure_trainings where erasure_id = $1 and status <> 'removed')`,
    [id],
  );
  return rowCount === 1;
}

export type ErasureTraining = { training_key: string; trainer: string; dataset_id: string; file_id: string | null; validation_file_id: string | null; provider_job_id: string | null; tuned_model: string | null; status: string; code: string | null; files: number };

/** The trainings that saw the user, in a total order. */
export async function erasureTrainings(db: Database, id: string): Promise<ErasureTraining[]> {
  const { rows } = await db.query<ErasureTraining>(
    `select e.training_key, t.trainer, t.dataset_id, t.file_id, t.validation_file_id, t.provider_job_id, t.tuned_model, e.status, e.code, e.files
     from erasure_trainings e join training_jobs t on t.key = e.training_key where e.erasure_id = $1 order by e.training_key`,
    [id],
  );
  return rows;
}

/** Notes what became of a training's files. A file that is gone is not the training's any more. */
export async function noteTraining(db: Database, id: string, trainingKey: string, end: { status: 'removed'; files: number } | { status: 'out_of_reach'; code: string }): Promise<void> {
  if (end.status === 'removed') await db.query('update training_jobs set file_id = null, validation_file_id = null where key = $1', [trainingKey]);
  await db.query(`update erasure_trainings set status = $3, code = $4, files = files + $5 where erasure_id = $1 and training_key = $2`, [
    id, trainingKey, end.status, 'code' in end ? end.code : null, 'files' in end ? end.files : 0,
  ]);
}

/** Agents that the user has spoken with. */
export async function agentsOfUser(db: Database, user: string): Promise<string[]> {
  const { rows } = await db.query<{ agent: string }>('select agent from interactions where user_id = $1 union select agent from feedback where user_id = $1 order by 1', [user]);
  return rows.map(({ agent }) => agent);
}
