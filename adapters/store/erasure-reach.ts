import { caseKinds } from '../../core/suite/kinds.ts';
import { sourceCaseId } from '../../core/suite/source-cases.ts';
import type { Database } from './database.ts';

/** A user by pseudonym, or one exchange. */
export type Subject = { user: string } | { agent: string; key: string };

/**
 * Lists, in tables of this transaction, all that came of a user, or of one exchange:
 * `gone_interactions` are the user's own, with sessions that nobody else took part in; `touched_interactions` are others' that
 * the user commented on; `gone_samples` came of either, paraphrases included; `gone_cases` are cases of suites;
 * `seen_datasets`, `seen_trainings` and `seen_candidates` saw any of it, also by way of a model that they go on from.
 */
export async function findReach(db: Database, subject: Subject): Promise<void> {
  const user = 'user' in subject ? subject.user : null;
  const one = 'user' in subject ? { agent: null, key: null } : subject;
  await db.query('drop table if exists gone_interactions, touched_interactions, gone_samples, gone_cases, seen_datasets, seen_trainings, seen_candidates');
  await db.query(
    `create temp table gone_interactions on commit drop as
     with own as (select distinct agent, session_id from interactions where user_id = $1 and session_id is not null)
     select i.id, i.agent, i.key, i.session_id from interactions i where i.user_id = $1 or (i.agent = $2 and i.key = $3)
     union
     select i.id, i.agent, i.key, i.session_id from interactions i join own s on s.agent = i.agent and s.session_id = i.session_id
     where i.user_id is null and not exists (
       select 1 from interactions o where o.agent = i.agent and o.session_id = i.session_id and o.user_id <> $1)`,
    [user, one.agent, one.key],
  );
  await db.query(
    `create temp table touched_interactions on commit drop as
     select distinct i.id, i.agent, i.key from feedback f join interactions i on i.id = f.interaction_id
     where f.user_id = $1 and i.id not in (select id from gone_interactions)`,
    [user],
  );
  await db.query(
    `create temp table gone_samples on commit drop as
     with recursive found as (
       select s.id from samples s where s.contributor = $1 or s.interaction_id in (select id from gone_interactions union select id from touched_interactions)
       union select s.id from samples s join found f on s.paraphrase_of = f.id)
     select s.id, s.agent, s.messages, s.reply, s.intent, s.fingerprint from samples s join found using (id)`,
    [user],
  );
  const { rows } = await db.query<{ key: string }>('select key from gone_interactions union select key from touched_interactions');
  const caseIds = rows.flatMap(({ key }) => caseKinds.map((kind) => sourceCaseId(kind, key)));
  await db.query(
    `create temp table gone_cases on commit drop as
     select c.suite_id, c.case_id, s.agent, c.messages, c.expected, c.intent, c.fingerprint from suite_cases c join suites s on s.id = c.suite_id
     where c.case_id = any($2) or c.case_group = $1 or ($1::text is not null and c.case_group in (select session_id from gone_interactions))`,
    [user, caseIds],
  );
  await db.query(
    `create temp table seen_datasets on commit drop as
     select distinct dataset_id as id from dataset_rows where sample_id in (select id from gone_samples)
     union select dataset_id from dataset_validation where sample_id in (select id from gone_samples)`,
  );
  await db.query(
    `create temp table seen_trainings on commit drop as
     with recursive seen as (
       select key, tuned_model from training_jobs where dataset_id in (select id from seen_datasets)
       union select t.key, t.tuned_model from training_jobs t join seen s on t.base_model = s.tuned_model)
     select key, tuned_model from seen`,
  );
  await db.query(
    `create temp table seen_candidates on commit drop as
     select c.id, c.agent from candidates c
     where c.dataset_id in (select id from seen_datasets) or c.training_key in (select key from seen_trainings)
       or exists (select 1 from seen_trainings t where t.tuned_model is not null and (t.tuned_model in (c.model, c.base_model)
         or exists (select 1 from jsonb_array_elements(c.routing->'rules') r where r->>'model' = t.tuned_model)))`,
  );
}
