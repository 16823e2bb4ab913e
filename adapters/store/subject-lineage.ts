import type { SubjectLineage } from '../../core/lineage/lineage.ts';
import { inTransaction, type Pool } from './database.ts';
import { findReach, type Subject } from './erasure-reach.ts';

/** Every dataset and candidate that saw a user, or one exchange: exactly what an erasure would mark. */
export async function subjectLineage(pool: Pool, subject: Subject): Promise<SubjectLineage> {
  return inTransaction(pool, async (db) => {
    await findReach(db, subject);
    const read = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => (await db.query<Row>(sql, values)).rows;
    const user = 'user' in subject ? subject.user : null;
    return {
      interactions: await read<SubjectLineage['interactions'][number]>(
        'select g.agent, count(*)::int as count, min(i.at) as from, max(i.at) as to from gone_interactions g join interactions i using (id) group by g.agent order by g.agent',
      ),
      feedback: (await read<{ n: number }>('select count(*)::int as n from feedback where user_id = $1 or interaction_id in (select id from gone_interactions)', [user]))[0]!.n,
      annotations: (await read<{ n: number }>('select count(*)::int as n from annotations where interaction_id in (select id from gone_interactions)'))[0]!.n,
      samples: await read<{ name: string; count: number }>('select origin as name, count(*)::int as count from samples where id in (select id from gone_samples) group by origin order by 2 desc, 1'),
      cases: await read<SubjectLineage['cases'][number]>('select suite_id as suite, count(*)::int as cases from gone_cases group by suite_id order by suite_id'),
      datasets: await read<SubjectLineage['datasets'][number]>(
        `select d.id, d.agent, d.cycle_id as cycle,
           (select count(*)::int from dataset_rows r where r.dataset_id = d.id and r.sample_id in (select id from gone_samples)) as samples,
           (select count(*)::int from dataset_validation v where v.dataset_id = d.id and v.sample_id in (select id from gone_samples)) as "heldOut"
         from datasets d where d.id in (select id from seen_datasets) order by d.created_at, d.id`,
      ),
      trainings: await read<SubjectLineage['trainings'][number]>(
        'select key, trainer, status, tuned_model as model, dataset_id as dataset from training_jobs where key in (select key from seen_trainings) order by created_at, key',
      ),
      candidates: await read<SubjectLineage['candidates'][number]>(
        `select c.id, c.agent, c.model, c.dataset_id as dataset, a.name as serves, c.tainted_at as "taintedAt"
         from candidates c left join aliases a on a.candidate_id = c.id and a.agent = c.agent where c.id in (select id from seen_candidates) order by c.created_at, c.id, a.name`,
      ),
    };
  });
}
