import type { GradedAnswer } from '../../core/evaluation/case-record.ts';
import type { Message, ToolCall } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

/** What is asked, of whom, under which settings. */
export type Asked = { candidateId: string; suiteId: string; settings: string };

export type CaseToAsk = { caseId: string; repeat: number; messages: Message[]; expected: string; grader: string; tools: Record<string, unknown>[] | null };

/**
 * The answers that are missing among the cases at positions `from` up to `to`: results are kept for ever, so a champion is
 * asked once. An answer that the provider never gave is missing again in every other cycle.
 */
export async function unanswered(db: Database, { candidateId, suiteId, settings }: Asked, span: { from: number; to: number; repeats: number; cycleId: string }): Promise<CaseToAsk[]> {
  const { rows } = await db.query<CaseToAsk>(
    `select c.case_id as "caseId", k.repeat, c.messages, c.expected, c.grader, c.tools
     from suite_cases c cross join generate_series(0, $6::int - 1) as k(repeat)
     where c.suite_id = $2 and c.position >= $4 and c.position < $5
       and not exists (
         select 1 from results r where r.candidate_id = $1 and r.suite_id = $2 and r.settings = $3 and r.case_id = c.case_id and r.repeat = k.repeat
           and (r.error is null or r.cycle_id = $7))
     order by c.position, k.repeat`,
    [candidateId, suiteId, settings, span.from, span.to, span.repeats, span.cycleId],
  );
  return rows;
}

/** Cases by their ids, to be asked again. */
export async function casesById(db: Database, suiteId: string, caseIds: readonly string[]): Promise<Omit<CaseToAsk, 'repeat'>[]> {
  const { rows } = await db.query<Omit<CaseToAsk, 'repeat'>>(
    'select case_id as "caseId", messages, expected, grader, tools from suite_cases where suite_id = $1 and case_id = any($2) order by position',
    [suiteId, caseIds],
  );
  return rows;
}

/** `size` cases, spread evenly over the first `cases` that are graded by rules, to be asked for the sake of their latency. */
export async function spreadCases(db: Database, suiteId: string, cases: number, size: number, judged: readonly string[]): Promise<Omit<CaseToAsk, 'repeat'>[]> {
  const { rows } = await db.query<Omit<CaseToAsk, 'repeat'>>(
    `select "caseId", messages, expected, grader, tools from (
       select case_id as "caseId", messages, expected, grader, tools, row_number() over (order by position) - 1 as place, count(*) over () as n
       from suite_cases where suite_id = $1 and position < $2 and grader <> all($4)) numbered
     where floor(place * $3::float8 / n) <> floor((place - 1) * $3::float8 / n) order by place`,
    [suiteId, cases, size, judged],
  );
  return rows;
}

/** How many of the first `cases` cases lack an answer. */
export async function countUnanswered(db: Database, { candidateId, suiteId, settings }: Asked, cases: number): Promise<number> {
  const { rows } = await db.query<{ missing: number }>(
    `select count(*)::int as missing from suite_cases c where c.suite_id = $2 and c.position < $4 and not exists (
       select 1 from results r where r.candidate_id = $1 and r.suite_id = $2 and r.settings = $3 and r.case_id = c.case_id)`,
    [candidateId, suiteId, settings, cases],
  );
  return rows[0]?.missing ?? 0;
}

export type NewResult = Asked & GradedAnswer & {
  route: string | null;
  toolCalls: ToolCall[] | null;
  judged: JudgedScore | null;
  cycleId: string;
};

/** Of a score that a model gave: its answers to the criteria, and what asking it took. */
export type JudgedScore = { model: string; met: (boolean | null)[]; promptTokens: number; completionTokens: number; costUsd: number | null };

/** An answer stays; an error makes room for an answer. */
export async function storeResults(db: Database, results: readonly NewResult[]): Promise<void> {
  await db.query(
    `insert into results (candidate_id, suite_id, settings, case_id, repeat, reply, score, error, model, prompt_tokens, completion_tokens, latency_ms, cost_usd, route, tool_calls, judged, cycle_id)
     select "candidateId", "suiteId", settings, "caseId", repeat, reply, score, error, model, "promptTokens", "completionTokens", "latencyMs", "costUsd", route, "toolCalls", judged, "cycleId"
     from jsonb_to_recordset($1::jsonb) as row("candidateId" text, "suiteId" text, settings text, "caseId" text, repeat int, reply text, score float8, error text,
       model text, "promptTokens" int, "completionTokens" int, "latencyMs" float8, "costUsd" float8, route text, "toolCalls" jsonb, judged jsonb, "cycleId" text)
     on conflict (candidate_id, suite_id, settings, case_id, repeat) do update set
       reply = excluded.reply, score = excluded.score, error = excluded.error, model = excluded.model, prompt_tokens = excluded.prompt_tokens,
       completion_tokens = excluded.completion_tokens, latency_ms = excluded.latency_ms, cost_usd = excluded.cost_usd, route = excluded.route, tool_calls = excluded.tool_calls,
       judged = excluded.judged, cycle_id = excluded.cycle_id, at = now()
     where results.error is not null`,
    [JSON.stringify(results)],
  );
}

/**
 * Takes over the answers that these candidates gave to the same cases in other versions of the suite.
 *
 * @returns how many
 */
export async function takeOverResults(db: Database, suiteId: string, candidateIds: readonly string[], settings: string): Promise<number> {
  const { rowCount } = await db.query(
    `insert into results (candidate_id, suite_id, settings, case_id, repeat, reply, score, model, prompt_tokens, completion_tokens, latency_ms, cost_usd, route, tool_calls, judged)
     select distinct on (r.candidate_id, n.case_id, r.repeat)
       r.candidate_id, n.suite_id, r.settings, n.case_id, r.repeat, r.reply, r.score, r.model, r.prompt_tokens, r.completion_tokens, r.latency_ms, r.cost_usd, r.route, r.tool_calls, r.judged
     from suite_cases n
     join suite_cases o on o.content = n.content and o.suite_id <> n.suite_id
     join results r on r.suite_id = o.suite_id and r.case_id = o.case_id
     where n.suite_id = $1 and r.candidate_id = any($2) and r.settings = $3 and r.error is null and r.cycle_id is not null
       and not exists (
         select 1 from results x where x.candidate_id = r.candidate_id and x.suite_id = $1 and x.settings = $3 and x.case_id = n.case_id and x.repeat = r.repeat)
     order by r.candidate_id, n.case_id, r.repeat, r.at
     on conflict do nothing`,
    [suiteId, candidateIds, settings],
  );
  return rowCount ?? 0;
}

export type StoredResult = Pick<NewResult, 'caseId' | 'repeat' | 'reply' | 'score' | 'error' | 'model' | 'promptTokens' | 'completionTokens' | 'latencyMs' | 'costUsd'> & {
  /** Null: taken over from another version of the suite. */
  cycleId: string | null;
};

/** A candidate's answers to the first `cases` cases, `repeats` each at most, in the order of the suite. */
export async function resultsOf(db: Database, { candidateId, suiteId, settings }: Asked, cases: number, repeats: number): Promise<StoredResult[]> {
  const { rows } = await db.query<StoredResult>(
    `select c.case_id as "caseId", r.repeat, r.reply, r.score, r.error, r.model, r.prompt_tokens as "promptTokens", r.completion_tokens as "completionTokens",
       r.latency_ms as "latencyMs", r.cost_usd as "costUsd", r.cycle_id as "cycleId"
     from results r join suite_cases c on c.suite_id = r.suite_id and c.case_id = r.case_id
     where r.candidate_id = $1 and r.suite_id = $2 and r.settings = $3 and c.position < $4 and r.repeat < $5 order by c.position, r.repeat`,
    [candidateId, suiteId, settings, cases, repeats],
  );
  return rows;
}

export type Paid = { calls: number; promptTokens: number; completionTokens: number; costUsd: number | null };

/** What a cycle has paid for answers to the cases at positions `from` up to `to`, and for judging them; null where a price is not known. */
export async function paidFor(db: Database, { candidateId, suiteId, settings }: Asked, cycleId: string, span: { from: number; to: number }): Promise<{ answers: Paid; judge: Paid }> {
  const { rows } = await db.query<Record<`${'a' | 'j'}_${'calls' | 'prompt' | 'completion'}`, number> & { a_cost: number | null; j_cost: number | null }>(
    `select count(*)::int as a_calls, coalesce(sum(r.prompt_tokens), 0)::int8 as a_prompt, coalesce(sum(r.completion_tokens), 0)::int8 as a_completion,
       case when bool_or(r.cost_usd is null) then null else sum(r.cost_usd) end as a_cost,
       count(r.judged)::int as j_calls, coalesce(sum((r.judged->>'promptTokens')::int), 0)::int8 as j_prompt,
       coalesce(sum((r.judged->>'completionTokens')::int), 0)::int8 as j_completion,
       case when bool_or(r.judged is not null and r.judged->>'costUsd' is null) then null else sum((r.judged->>'costUsd')::float8) end as j_cost
     from results r join suite_cases c on c.suite_id = r.suite_id and c.case_id = r.case_id
     where r.cycle_id = $1 and r.candidate_id = $2 and r.suite_id = $3 and r.settings = $4 and (r.error is null or r.judged is not null)
       and c.position >= $5 and c.position < $6`,
    [cycleId, candidateId, suiteId, settings, span.from, span.to],
  );
  const found = rows[0]!;
  return {
    answers: { calls: found.a_calls, promptTokens: found.a_prompt, completionTokens: found.a_completion, costUsd: found.a_cost },
    judge: { calls: found.j_calls, promptTokens: found.j_prompt, completionTokens: found.j_completion, costUsd: found.j_cost },
  };
}

/** The graders that the suite's cases name. */
export async function gradersOf(db: Database, suiteId: string): Promise<string[]> {
  const { rows } = await db.query<{ grader: string }>('select distinct grader from suite_cases where suite_id = $1 order by 1', [suiteId]);
  return rows.map(({ grader }) => grader);
}
