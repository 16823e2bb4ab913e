import type { Retention } from '../trainers/trainer.ts';
import type { Database } from './database.ts';

/**
 * Marks the trainings of one trainer whose folders may go: they ended, and were last asked for, before the retention's days; their
 * agent has newer ones; and nobody needs their model. A model is needed when a candidate answers by it, or goes on from it, that has
 * ever served, waits for its release, or is before the gate now; and while it has not become a candidate. From then on the training is
 * not found again: the mark and `intendTraining` take the same row lock.
 */
export async function markDiscarded(db: Database, trainer: string, { days, latest }: Retention): Promise<void> {
  await db.query(
    `with recursive kept as (
       select candidate_id as id from aliases
       union select candidate_id from audit where action in ('first_champion', 'promote', 'rollback')
       union select previous_id from audit where action in ('promote', 'rollback')
       union select candidate_id from releases where closed_at is null
       union select n.candidate_id from cycle_candidates n join cycles c on c.id = n.cycle_id where c.ended_at is null),
     needed as (
       select c.model from candidates c join kept k on k.id = c.id
       union select r.rule->>'model' from candidates c join kept k on k.id = c.id, jsonb_array_elements(c.routing->'rules') as r (rule)
       union select t.base_model from training_jobs t join needed n on n.model = t.tuned_model),
     ended as (
       select key, row_number() over (partition by agent order by ended_at desc, key) as place from training_jobs
       where trainer = $1 and ended_at is not null and provider_job_id is not null)
     update training_jobs t set discarded_at = now(), artefact_path = null from ended e
     where t.key = e.key and e.place > $3 and t.discarded_at is null and t.ended_at is not null
       and greatest(t.ended_at, t.wanted_at) < now() - $2 * interval '1 day'
       and (t.status <> 'succeeded' or exists (select 1 from candidates c where c.training_key = t.key))
       and not exists (select 1 from needed n where n.model = t.tuned_model)`,
    [trainer, days, latest],
  );
}

export type DiscardedTraining = { key: string; provider_job_id: string; tuned_model: string | null };

/** Marked ones that are still there, the oldest first. */
export async function discardedTrainings(db: Database, trainer: string, most: number): Promise<DiscardedTraining[]> {
  const { rows } = await db.query<DiscardedTraining>(
    'select key, provider_job_id, tuned_model from training_jobs where trainer = $1 and discarded_at is not null and removed_at is null order by ended_at, key limit $2',
    [trainer, most],
  );
  return rows;
}

export async function noteRemoved(db: Database, key: string): Promise<void> {
  await db.query('update training_jobs set removed_at = coalesce(removed_at, now()) where key = $1', [key]);
}
