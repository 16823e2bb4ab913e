import type { Database } from './database.ts';

export type OrphanedJob = { trainer: string; job_id: string; training_key: string; status: string; first_seen: Date };

/**
 * Compares the jobs that carry this installation's mark with what the store knows, and remembers those that nobody here
 * waits for: their rows are gone, or name another job, or were given up before they learned of theirs.
 */
export async function rememberOrphans(db: Database, trainer: string, jobs: readonly { jobId: string; key: string; status: string }[]): Promise<void> {
  await db.query(
    `with seen as (select * from jsonb_to_recordset($2::jsonb) as row("jobId" text, key text, status text)),
       orphans as (
         select * from seen s where not exists (
           select 1 from training_jobs t left join cycles c on c.id = t.cycle_id
           where t.provider_job_id = s."jobId" or (t.key = s.key and t.provider_job_id is null and (c.ended_at is null or t.deadline > clock_timestamp()))))
     insert into orphaned_jobs (trainer, job_id, training_key, status) select $1, "jobId", key, status from orphans
     on conflict (trainer, job_id) do update set status = excluded.status, last_seen = now()`,
    [trainer, JSON.stringify(jobs)],
  );
  // Adopted since then.
  await db.query('delete from orphaned_jobs o using training_jobs t where o.trainer = $1 and t.provider_job_id = o.job_id', [trainer]);
}

/** Those that run, and for a week those that have left a model, oldest first: a provider's list may keep them for ever. */
export async function orphanedJobs(db: Database): Promise<OrphanedJob[]> {
  const { rows } = await db.query<OrphanedJob>(
    `select trainer, job_id, training_key, status, first_seen from orphaned_jobs
     where status = 'running' or (status = 'succeeded' and first_seen > now() - interval '7 days') order by first_seen, job_id`,
  );
  return rows;
}
