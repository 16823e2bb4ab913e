import type { Database } from './database.ts';
import { eraseQuotes } from './erase-quotes.ts';
import { findReach } from './erasure-reach.ts';
import { scrubTraces } from './scrub-traces.ts';

/** What one erasure took away or marked, by table or kind. */
export type ErasureCounts = Record<string, number>;

/**
 * Erases all that came of a user, within the caller's transaction. What is left afterwards: numbers, the marks on what
 * saw the user, and the request itself. Doing it again finds only what has come since.
 */
export async function eraseRows(db: Database, user: string, erasureId: string): Promise<{ counts: ErasureCounts; agents: string[] }> {
  await findReach(db, { user });
  const { rows: agents } = await db.query<{ agent: string }>(
    `select agent from gone_interactions union select agent from touched_interactions union select agent from gone_samples
     union select agent from gone_cases union select agent from feedback where user_id = $1 union select agent from seen_candidates order by 1`,
    [user],
  );
  const affected = agents.map(({ agent }) => agent);
  const counts: ErasureCounts = {};
  const change = async (what: string, sql: string, values: unknown[] = []): Promise<void> => {
    counts[what] = (counts[what] ?? 0) + ((await db.query(sql, values)).rowCount ?? 0);
  };

  counts['quotes'] = await eraseQuotes(db, user);
  await change('datasets', 'update datasets set tainted_at = coalesce(tainted_at, now()), erased_rows = erased_rows + (select count(*) from dataset_rows r where r.dataset_id = datasets.id and r.sample_id in (select id from gone_samples)) where id in (select id from seen_datasets)');
  await change('candidates', 'update candidates set tainted_at = coalesce(tainted_at, now()) where id in (select id from seen_candidates)');
  await change('trainings', `insert into erasure_trainings (erasure_id, training_key) select $1, key from seen_trainings on conflict (erasure_id, training_key) do update set status = 'open'`, [erasureId]);
  await change('training_messages', `update training_events set message = '' where training_key in (select key from seen_trainings) and message <> ''`);
  // What learned from the user repeats it to others: such a candidate is asked anew, as it is now, where it still serves.
  await change('results', 'delete from results where candidate_id in (select id from seen_candidates)');
  // Verdicts on replies of what learned from the user, and on replies to the user's questions, go with the replies.
  await change('comparisons', 'delete from comparisons where agent in (select agent from seen_candidates) or content in (select c.content from suite_cases c join gone_cases g on g.suite_id = c.suite_id and g.case_id = c.case_id)');
  await change('search_answers', `delete from search_answers a using datasets d where d.id in (select id from seen_datasets) and a.agent = d.agent and a.at >= d.created_at`);
  await change('evaluations', repliesOfSeen);
  await change('prompt_trials', 'delete from prompt_trials where sample_ids && (select coalesce(array_agg(id), array[]::text[]) from gone_samples)');

  const traces = await scrubTraces(db, user, erasureId, affected);
  // Names can only be told to be the user's alone when the user's rows are gone.
  await change('results', 'delete from results r using gone_cases g where r.suite_id = g.suite_id and r.case_id = g.case_id');
  await change('suite_cases', 'delete from suite_cases c using gone_cases g where c.suite_id = g.suite_id and c.case_id = g.case_id');
  await renumberCases(db);
  await change('split_seals', sealsOfUser, [user]);
  await change('samples', 'delete from samples where id in (select id from gone_samples)');
  // What a judge made of an exchange that the user commented on may quote the comment: the next cycle looks at it anew.
  for (const table of ['annotations', 'answers', 'signals', 'analyses', 'feedback_beliefs', 'annotation_plan', 'pii_findings', 'review_flags']) {
    await change(table, `delete from ${table} where interaction_id in (select id from touched_interactions)`);
  }
  for (const table of ['annotations', 'answers', 'signals', 'analyses', 'annotation_plan', 'human_labels', 'corrections', 'review_items', 'review_flags']) {
    await change(table, `delete from ${table} where interaction_id in (select id from gone_interactions)`);
  }
  await db.query('update interactions set cycle_id = null where id in (select id from touched_interactions)');
  await change('feedback', 'delete from feedback where user_id = $1 or interaction_id in (select id from gone_interactions)', [user]);
  await change('user_reliability', 'delete from user_reliability where user_id = $1', [user]);
  await change('interactions', 'delete from interactions where id in (select id from gone_interactions)');
  await change('remedies', 'update remedies set interaction_ids = array(select id from unnest(interaction_ids) id where id not in (select id from gone_interactions)) where interaction_ids && (select coalesce(array_agg(id), array[]::bigint[]) from gone_interactions)');
  if (affected.length > 0) {
    // Answers that are about no single exchange are a cache: they are asked for again where they are needed.
    await change('answers', 'delete from answers where interaction_id is null');
    // Errors may echo any text that was sent; pages may quote any case.
    await change('failures', `update failures set detail = '' where detail <> '' and (workflow_id = '' or split_part(workflow_id, '/', 2) = any($1))`, [affected]);
    await change('reports', 'delete from reports where cycle_id in (select id from cycles where agent = any($1))', [affected]);
  }
  counts['mentions'] = await traces.scrub();
  return { counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)), agents: affected };
}

/** Of reports on candidates that saw the user, or were compared with one, the figures stay and the replies go. */
const repliesOfSeen = `update evaluations e set report = e.report || jsonb_build_object('lost', '[]'::jsonb, 'gained', '[]'::jsonb)
  where e.report is not null and (e.report->'lost' <> '[]' or e.report->'gained' <> '[]')
    and (e.candidate_id in (select id from seen_candidates) or e.report->'champion'->>'candidateId' in (select id from seen_candidates))`;

/** Seals of the user and the user's sessions and items; a text stays sealed while anything else has it. */
const sealsOfUser = `delete from split_seals x where x.key = 'user:' || $1
  or (x.agent, x.key) in (select agent, 'session:' || session_id from gone_interactions where session_id is not null)
  or (x.agent, x.key) in (select agent, 'item:' || id from gone_samples)
  or (x.agent, x.key) in (
    select g.agent, 'text:' || g.fingerprint from (select agent, fingerprint from gone_samples union select agent, fingerprint from gone_cases) g
    where not exists (select 1 from samples s where s.agent = g.agent and s.fingerprint = g.fingerprint and s.id not in (select id from gone_samples))
      and not exists (
        select 1 from suite_cases c join suites u on u.id = c.suite_id
        where u.agent = g.agent and c.fingerprint = g.fingerprint and (c.suite_id, c.case_id) not in (select suite_id, case_id from gone_cases)))`;

/** Batches of cases are asked by position: no gaps. Twice, since no two cases may have one position for a moment. */
async function renumberCases(db: Database): Promise<void> {
  await db.query(
    `update suite_cases c set position = -n.place from (
       select suite_id, case_id, row_number() over (partition by suite_id order by position) as place from suite_cases where suite_id in (select suite_id from gone_cases)) n
     where c.suite_id = n.suite_id and c.case_id = n.case_id`,
  );
  await db.query('update suite_cases set position = -position - 1 where position < 0');
  await db.query(
    `update suites s set cases = s.cases - g.n, erased_cases = s.erased_cases + g.n from (select suite_id, count(*)::int as n from gone_cases group by 1) g where s.id = g.suite_id`,
  );
}
