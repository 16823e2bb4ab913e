import type { Suspected } from '../../core/annotation/question.ts';
import { judgedGraders } from '../../core/evaluation/judged-graders.ts';
import type { Usage } from '../../core/spending/forecast.ts';
import type { Database } from './database.ts';

/** How many of the latest cycles say what the next one will take. */
const cyclesLookedAt = 5;

/** Unclaimed interactions without a verdict that knows their latest feedback, and the newest of them. */
export async function judgeable(db: Database, agent: string, cutoff: Date, limit: number): Promise<{ count: number; newest: Suspected[] }> {
  const { rows } = await db.query<Suspected & { count: number }>(
    `select i.messages, i.reply, coalesce(x.tier, 'none') as tier, '[]'::jsonb as signals, '{}'::jsonb as measured, count(*) over ()::int as count
     from interactions i left join analyses x on x.interaction_id = i.id
     where i.agent = $1 and i.cycle_id is null and i.ingested_at <= $2 and not exists (
       select 1 from annotations a where a.interaction_id = i.id and a.status = 'ok' and not a.outdated)
     order by i.at desc, i.id desc limit $3`,
    [agent, cutoff, limit],
  );
  return { count: rows[0]?.count ?? 0, newest: rows };
}

/** What judging with this model took in the latest cycles, second opinions and repairs included. */
export async function judgingUsage(db: Database, agent: string, judge: string): Promise<Usage & { rows: number; usefulShare: number | null }> {
  const { rows } = await db.query<Usage & { rows: number; usefulShare: number | null }>(
    `with latest as (
       select cycle_id from annotations a join cycles c on c.id = a.cycle_id where c.agent = $1 and a.judge = $2 group by 1 order by max(a.created_at) desc limit $3),
     paid as (
       select coalesce(sum(calls), 0) as calls, coalesce(sum(prompt_tokens), 0) as prompt, coalesce(sum(completion_tokens), 0) as completion
       from ledger where stage = 'annotate' and model = $2 and cycle_id in (select cycle_id from latest)),
     balanced as (
       select sum((s.counts->>'samples')::float8) as samples, sum((a.counts->>'annotated')::float8) as annotated
       from cycle_stages s join cycle_stages a on a.cycle_id = s.cycle_id and a.stage = 'annotate' where s.stage = 'balance' and s.cycle_id in (select cycle_id from latest))
     select paid.calls::int as calls, paid.prompt::int8 as "promptTokens", paid.completion::int8 as "completionTokens",
       (select count(*)::int from annotations where cycle_id in (select cycle_id from latest)) as rows, balanced.samples / nullif(balanced.annotated, 0) as "usefulShare"
     from paid, balanced`,
    [agent, judge, cyclesLookedAt],
  );
  return rows[0] ?? { calls: 0, promptTokens: 0, completionTokens: 0, rows: 0, usefulShare: null };
}

/** Verified examples that may train. */
export async function verifiedSize(db: Database, agent: string): Promise<{ rows: number; meanTokens: number }> {
  const { rows } = await db.query<{ rows: number; meanTokens: number }>(
    `select count(*)::int as rows, coalesce(avg(ceil((octet_length(messages::text) + octet_length(reply)) / 4.0)), 0)::float8 as "meanTokens"
     from samples s where agent = $1 and status in ('verified', 'human')
       and not exists (select 1 from split_seals x where x.agent = s.agent and x.key = 'item:' || s.id and x.reach <> 'train')`,
    [agent],
  );
  return rows[0] ?? { rows: 0, meanTokens: 0 };
}

/** The latest training that was paid for, and the set that it saw. */
export async function lastTraining(db: Database, agent: string): Promise<{ lines: number; trainedTokens: number } | null> {
  const { rows } = await db.query<{ lines: number; trainedTokens: number }>(
    `select d.lines, l.trained_tokens as "trainedTokens" from ledger l join training_jobs j on l.key = 'training/' || j.key join datasets d on d.id = j.dataset_id
     where l.agent = $1 and l.stage = 'train' and l.trained_tokens > 0 and d.lines > 0 order by l.at desc limit 1`,
    [agent],
  );
  return rows[0] ?? null;
}

export type SuiteSize = { cases: number; intents: number; judgedCases: number; answered: number; meanPromptTokens: number; meanReplyTokens: number };

/** The suite as a bill: its cases, those that a model grades, and the answers of the champion that are there already, to whatever version. */
export async function suiteSize(db: Database, suiteId: string, championId: string): Promise<SuiteSize> {
  const { rows } = await db.query<SuiteSize>(
    `select count(*)::int as cases, count(distinct intent)::int as intents, count(*) filter (where grader = any($3))::int as "judgedCases",
       (select count(*)::int from (
          select distinct n.case_id, r.repeat from suite_cases n join suite_cases o on o.content = n.content join results r on r.suite_id = o.suite_id and r.case_id = o.case_id
          where n.suite_id = $1 and r.candidate_id = $2 and r.error is null) as known) as answered,
       coalesce(avg(octet_length(messages::text) / 4.0), 0)::float8 as "meanPromptTokens", coalesce(avg(octet_length(expected) / 4.0), 0)::float8 as "meanReplyTokens"
     from suite_cases where suite_id = $1`,
    [suiteId, championId, judgedGraders],
  );
  return rows[0] ?? { cases: 0, intents: 0, judgedCases: 0, answered: 0, meanPromptTokens: 0, meanReplyTokens: 0 };
}

/** What answers to the agent's suites took, the latest thousand. */
export async function answeringUsage(db: Database, agent: string): Promise<Usage> {
  const { rows } = await db.query<Usage>(
    `select count(*)::int as calls, coalesce(sum(prompt_tokens), 0)::int8 as "promptTokens", coalesce(sum(completion_tokens), 0)::int8 as "completionTokens"
     from (select r.prompt_tokens, r.completion_tokens from results r join suites s on s.id = r.suite_id where s.agent = $1 and r.error is null order by r.at desc limit 1000) as latest`,
    [agent],
  );
  return rows[0] ?? { calls: 0, promptTokens: 0, completionTokens: 0 };
}
