import type { Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

export type CaseToAsk = { caseId: string; messages: Message[]; expected: string; grader: string };

/** Cases of one batch that the candidate has not answered yet: results are kept for ever, so a champion is asked once. */
export async function unanswered(db: Database, candidateId: string, suiteId: string, batch: { from: number; to: number }): Promise<CaseToAsk[]> {
  const { rows } = await db.query<CaseToAsk>(
    `select c.case_id as "caseId", c.messages, c.expected, c.grader from suite_cases c
     where c.suite_id = $2 and c.position >= $3 and c.position < $4
       and not exists (select 1 from results r where r.candidate_id = $1 and r.suite_id = $2 and r.case_id = c.case_id)
     order by c.position`,
    [candidateId, suiteId, batch.from, batch.to],
  );
  return rows;
}

export type NewResult = {
  candidateId: string;
  suiteId: string;
  caseId: string;
  reply: string;
  score: number;
  model: string;
  promptTokens: number;
  completionTokens: number;
  latencyMs: number;
};

export async function storeResults(db: Database, results: readonly NewResult[]): Promise<void> {
  await db.query(
    `insert into results (candidate_id, suite_id, case_id, reply, score, model, prompt_tokens, completion_tokens, latency_ms)
     select "candidateId", "suiteId", "caseId", reply, score, model, "promptTokens", "completionTokens", "latencyMs"
     from jsonb_to_recordset($1::jsonb) as row("candidateId" text, "suiteId" text, "caseId" text, reply text, score float8, model text,
       "promptTokens" int, "completionTokens" int, "latencyMs" float8)
     on conflict (candidate_id, suite_id, case_id) do nothing`,
    [JSON.stringify(results)],
  );
}

export type GradedCase = { caseId: string; expected: string; reply: string; score: number; intent: string; hard: boolean; model: string };

export async function gradedCases(db: Database, candidateId: string, suiteId: string): Promise<GradedCase[]> {
  const { rows } = await db.query<GradedCase>(
    `select c.case_id as "caseId", c.expected, c.intent, c.hard, r.reply, r.score, r.model
     from results r join suite_cases c on c.suite_id = r.suite_id and c.case_id = r.case_id
     where r.candidate_id = $1 and r.suite_id = $2 order by c.position`,
    [candidateId, suiteId],
  );
  return rows;
}

export async function storeEvaluation(
  db: Database,
  evaluation: { id: string; candidateId: string; suiteId: string; n: number; passed: number; report: unknown },
): Promise<void> {
  await db.query(
    `insert into evaluations (id, candidate_id, suite_id, n, passed, report) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set n = excluded.n, passed = excluded.passed, report = excluded.report`,
    [evaluation.id, evaluation.candidateId, evaluation.suiteId, evaluation.n, evaluation.passed, JSON.stringify(evaluation.report)],
  );
}
