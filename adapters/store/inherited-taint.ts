import type { Database } from './database.ts';

/**
 * Since when the models that a new candidate is made of are known to have seen a user who was erased: models of trainings on marked
 * data sets, and models that go on from those. Null: none has. It lies before the candidate was made, which tells an inherited
 * mark from one of its own.
 */
export async function inheritedTaint(db: Database, models: readonly (string | null)[]): Promise<Date | null> {
  const { rows } = await db.query<{ since: Date | null }>(
    `with recursive seen as (
       select t.tuned_model as model, d.tainted_at as since from training_jobs t join datasets d on d.id = t.dataset_id
       where d.tainted_at is not null and t.tuned_model is not null
       union select t.tuned_model, s.since from training_jobs t join seen s on t.base_model = s.model where t.tuned_model is not null)
     select min(since) as since from seen where model = any($1)`,
    [models.filter((model) => model !== null)],
  );
  return rows[0]?.since ?? null;
}
