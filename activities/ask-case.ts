import { Context } from '@temporalio/activity';
import type { Chat } from '../adapters/llm/chat.ts';
import type { Candidate } from '../adapters/store/candidates.ts';
import type { Asked, CaseToAsk, NewResult } from '../adapters/store/results.ts';
import { answerAs, type Ask } from '../core/candidate/answer.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { EvaluateConfig } from '../core/config/release.ts';
import { grade, type GraderName } from '../core/evaluation/grade.ts';
import { isPairwise } from '../core/evaluation/judged-graders.ts';
import { judgeByRubric } from './judge-by-rubric.ts';
import { judgeChat, type CaseJudge } from './judge-chat.ts';

export type Examination = { candidate: Candidate; asked: Asked; evaluate: EvaluateConfig; judge: CaseJudge; cycleId: string };

/**
 * Asks a candidate one case as whoever serves would ask it, with the repeat's own seed, and grades the reply: by a rule, or by
 * the judge. A judgement that cannot be read is an error, neither a pass nor a fail.
 *
 * @throws ProviderError
 */
export async function askCase(chat: Chat, { candidate, asked, evaluate, judge, cycleId }: Examination, one: CaseToAsk): Promise<NewResult> {
  const options = { seed: evaluate.seed + one.repeat, timeoutMs: milliseconds(evaluate.request_timeout), signal: Context.current().cancellationSignal };
  const ask: Ask = (call) => chat({ ...call, ...options, ...(one.tools && { tools: one.tools }) });
  const { text: reply, model, promptTokens, completionTokens, latencyMs, costUsd, route, toolCalls = [] } = await answerAs(candidate, one.messages, ask);
  const score = async (): Promise<Pick<NewResult, 'score' | 'error' | 'judged'>> => {
    // What it is worth is seen beside the other side's reply.
    if (isPairwise(one.grader)) return { score: null, error: null, judged: null };
    if (one.grader === 'rubric') return judgeByRubric(judgeChat(chat, judge, options), { ...one, reply }, judge.model);
    return { score: grade(one.grader as GraderName, { text: reply, toolCalls }, one.expected), error: null, judged: null };
  };
  const scored = await score();
  return {
    ...asked, caseId: one.caseId, repeat: one.repeat, reply, ...scored, model, promptTokens, completionTokens, latencyMs, costUsd, route,
    toolCalls: toolCalls.length > 0 ? toolCalls : null, cycleId,
  };
}

/** What stands in the place of an answer that the provider never gave. */
export const errorInstead = ({ asked, cycleId }: Examination, one: CaseToAsk, error: string): NewResult => ({
  ...asked, caseId: one.caseId, repeat: one.repeat, reply: '', score: 0, error, model: '', promptTokens: 0, completionTokens: 0, latencyMs: 0, costUsd: null, route: null,
  toolCalls: null, judged: null, cycleId,
});
