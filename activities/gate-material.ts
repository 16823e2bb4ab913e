import { answerNames } from '../adapters/store/answer-names.ts';
import { getCandidate, type Candidate } from '../adapters/store/candidates.ts';
import type { Pool } from '../adapters/store/database.ts';
import { resultsOf } from '../adapters/store/results.ts';
import { caseFacts } from '../adapters/store/suite-facts.ts';
import { judgeTrust } from '../adapters/store/judge-trust.ts';
import { trainingQuestions } from '../adapters/store/training-questions.ts';
import { judgeRecord } from '../core/agreement/judge-record.ts';
import type { JudgeTrust } from '../core/agreement/trust.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { modelsOf } from '../core/candidate/answer.ts';
import { byCase, type CaseFacts } from '../core/evaluation/case-record.ts';
import { contaminationCheck } from '../core/evaluation/contamination.ts';
import { rerunKey, timingKey } from '../core/evaluation/settings-key.ts';
import { summariseSide } from '../core/evaluation/side-summary.ts';
import { lastUserText } from '../core/interaction/message.ts';
import type { EvaluationSettings } from './evaluation-settings.ts';

export type Compared = { suiteId: string; settings: string; cases: number; repeats: number };

/** One side with its answers to the first `cases` cases. */
export async function sideOf(pool: Pool, facts: readonly CaseFacts[], candidateId: string, { suiteId, settings, cases, repeats }: Compared) {
  const candidate = await getCandidate(pool, candidateId);
  const models = modelsOf(candidate);
  const learned = await answerNames(pool, models);
  const answers = await resultsOf(pool, { candidateId, suiteId, settings }, cases, repeats);
  const summary = summariseSide({ candidateId, model: candidate.model, asked: models, learned }, facts, answers);
  const askedBy = Map.groupBy(answers, ({ cycleId }) => cycleId ?? '');
  /** Cases that this cycle has asked: only they met the provider on the same day as the other side's. */
  const askedIn = (cycleId: string): Set<string> => new Set(askedBy.get(cycleId)?.map(({ caseId }) => caseId));
  return { candidate, names: [...new Set([...models, ...learned])], outcomes: byCase(answers), summary, askedIn };
}

export const factsOf = (pool: Pool, { suiteId, cases }: Compared): Promise<CaseFacts[]> => caseFacts(pool, suiteId, cases);

/** Scores of the hard cases that were asked again, by case, in the order of the re-runs. */
export async function rerunsOf(pool: Pool, candidateId: string, { suiteId, settings, cases }: Compared, times: number): Promise<Map<string, number[]>> {
  const answers = await resultsOf(pool, { candidateId, suiteId, settings: rerunKey(settings) }, cases, Math.max(1, times));
  return new Map([...Map.groupBy(answers, ({ caseId }) => caseId)].map(([caseId, ones]) => [caseId, ones.map(({ score }) => score ?? 0)]));
}

/** The champion's latencies of this cycle, milliseconds by case, of the cases that it was asked again for their sake. */
export async function timingsOf(pool: Pool, championId: string, { suiteId, settings, cases }: Compared, cycleId: string): Promise<Map<string, number>> {
  const answers = await resultsOf(pool, { candidateId: championId, suiteId, settings: timingKey(settings, cycleId) }, cases, 1);
  return new Map(answers.flatMap(({ caseId, latencyMs, error }) => (error === null ? [[caseId, latencyMs] as const] : [])));
}

/** Ids of the cases that the candidate, or what it was made from, has seen. */
export async function contaminatedBy(pool: Pool, facts: readonly CaseFacts[], candidate: Candidate): Promise<string[]> {
  const check = contaminationCheck(facts);
  const examples = lastUserTexts(candidate);
  for (const text of examples) check.saw(text);
  for await (const text of trainingQuestions(pool, candidate.id)) check.saw(text);
  return check.cases();
}

const lastUserTexts = ({ examples }: Candidate): string[] => examples.filter(({ role }) => role === 'user').map((message) => lastUserText([message]));

/**
 * What is known about the judge of rubric cases: the agreement with people of the judge that annotates, where it is the same
 * model. Of another one nothing is known, and an unknown is never read as trust.
 */
export async function trustInJudge(pool: Pool, { cycle, config, judge }: EvaluationSettings): Promise<JudgeTrust | null> {
  if (judge !== config.annotate.judge) return null;
  const { id } = judgeRecord(config.annotate, judgePromptVersion(config.annotate.preferred_output_lang));
  return judgeTrust(pool, cycle.agent, id, cycle.cutoff);
}
