import { Context } from '@temporalio/activity';
import type { Chat } from '../adapters/llm/chat.ts';
import type { Candidate } from '../adapters/store/candidates.ts';
import type { Asked, CaseToAsk, NewResult } from '../adapters/store/results.ts';
import { answerAs, type Ask } from '../core/candidate/answer.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { EvaluateConfig } from '../core/config/release.ts';
import { grade, type GraderName } from '../core/evaluation/grade.ts';

export type Examination = { candidate: Candidate; asked: Asked; evaluate: EvaluateConfig; cycleId: string };

/**
 * Asks a candidate one case as whoever serves would ask it, with the repeat's own seed, and grades the reply.
 *
 * @throws ProviderError
 */
export async function askCase(chat: Chat, { candidate, asked, evaluate, cycleId }: Examination, one: CaseToAsk): Promise<NewResult> {
  const ask: Ask = (call) =>
    chat({ ...call, seed: evaluate.seed + one.repeat, timeoutMs: milliseconds(evaluate.request_timeout), signal: Context.current().cancellationSignal });
  const answer = await answerAs(candidate, one.messages, ask);
  const { text: reply, model, promptTokens, completionTokens, latencyMs, costUsd, route } = answer;
  const score = grade(one.grader as GraderName, reply, one.expected);
  return { ...asked, caseId: one.caseId, repeat: one.repeat, reply, score, error: null, model, promptTokens, completionTokens, latencyMs, costUsd, route, cycleId };
}

/** What stands in the place of an answer that the provider never gave. */
export const errorInstead = ({ asked, cycleId }: Examination, one: CaseToAsk, error: string): NewResult => ({
  ...asked, caseId: one.caseId, repeat: one.repeat, reply: '', score: 0, error, model: '', promptTokens: 0, completionTokens: 0, latencyMs: 0, costUsd: null, route: null, cycleId,
});
