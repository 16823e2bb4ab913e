import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { getCandidate } from '../adapters/store/candidates.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { addToLedger, costOfCycle } from '../adapters/store/ledger.ts';
import { findAlias } from '../adapters/store/releases.ts';
import { gradedCases, storeEvaluation, storeResults, unanswered, type NewResult } from '../adapters/store/results.ts';
import { currentSuite } from '../adapters/store/suites.ts';
import { candidateChat } from '../core/candidate/chat.ts';
import { milliseconds } from '../core/config/duration.ts';
import { grade, type GraderName } from '../core/evaluation/grade.ts';
import { classificationReport } from '../core/evaluation/report.ts';
import { contentHash } from '../core/identity/content-hash.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';

export type EvaluationPlan = { championId: string; suiteId: string; cases: number; batches: number };

/** Answers kept in memory before they are written: what a crash can cost is at most asked again, never counted twice. */
const answersPerWrite = 20;

export function evaluateActivities({ pool, chat, serving, priceOf }: Dependencies) {
  return {
    /** Fixes what is compared with what on which cases, and makes sure that the candidate answers at all. */
    async planEvaluation(cycleId: string, candidateId: string): Promise<EvaluationPlan> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      const candidate = await getCandidate(pool, candidateId);
      await serving.deploy(candidate.model, { timeoutMs: milliseconds(config.evaluate.request_timeout) });
      const suite = await currentSuite(pool, cycle.agent);
      const champion = await findAlias(pool, cycle.agent, 'champion');
      if (!suite || !champion) throw ApplicationFailure.nonRetryable('suite or champion is missing', 'nothing_to_compare');
      return { championId: champion.candidateId, suiteId: suite.id, cases: suite.cases, batches: Math.ceil(suite.cases / config.evaluate.batch_size) };
    },

    /** Asks a candidate the cases of one batch that it has not answered yet, and grades the replies. */
    async evaluateBatch(cycleId: string, candidateId: string, suiteId: string, batch: number): Promise<{ n: number }> {
      const cycle = await getCycle(pool, cycleId);
      const { evaluate } = (await getAgent(pool, cycle.agent, cycle.agent_version)).config;
      const candidate = await getCandidate(pool, candidateId);
      const from = batch * evaluate.batch_size;
      const cases = await unanswered(pool, candidateId, suiteId, { from, to: from + evaluate.batch_size });
      const signal = Context.current().cancellationSignal;
      const answers: NewResult[] = [];
      const flush = () => storeResults(pool, answers.splice(0));
      try {
        await forEachConcurrently(cases, evaluate.concurrency, async (one) => {
          const reply = await chat({
            model: candidate.model, messages: candidateChat(candidate, one.messages),
            timeoutMs: milliseconds(evaluate.request_timeout), signal,
          });
          const score = grade(one.grader as GraderName, reply.text, one.expected);
          answers.push({
            candidateId, suiteId, caseId: one.caseId, reply: reply.text, score, model: reply.model,
            promptTokens: reply.promptTokens, completionTokens: reply.completionTokens, latencyMs: reply.latencyMs,
          });
          if (answers.length >= answersPerWrite) await flush();
        });
      } finally {
        await flush();
      }
      return { n: cases.length };
    },

    /** The classification report of one side. Every case must have its answer, and from the right model. */
    async summarise(cycleId: string, candidateId: string, suiteId: string, cases: number): Promise<{ runId: string; n: number; passed: number }> {
      const graded = await gradedCases(pool, candidateId, suiteId);
      if (graded.length !== cases) throw ApplicationFailure.nonRetryable(`${graded.length} of ${cases} cases are answered`, 'evaluation_incomplete');
      const { model } = await getCandidate(pool, candidateId);
      // A dated alias of the same model is fine; another model's answers are not evidence about this one.
      const strangers = graded.filter((one) => one.model !== model && !one.model.startsWith(`${model}-`)).length;
      if (strangers > 0) throw ApplicationFailure.nonRetryable(`${strangers} answers came from another model`, 'wrong_model_answered');
      const passed = graded.filter((one) => one.score >= 1).length;
      const intentOf = new Map(graded.map((one) => [one.expected, one.intent]));
      const report = classificationReport(
        graded.map((one) => ({ label: one.intent, predicted: one.score >= 1 ? one.intent : (intentOf.get(one.reply) ?? 'no known reply') })),
      );
      const runId = `e-${contentHash('evaluation', candidateId, suiteId).slice(0, 16)}`;
      await storeEvaluation(pool, { id: runId, candidateId, suiteId, n: graded.length, passed, report });
      await enterCost(cycleId, candidateId, suiteId, model);
      return { runId, n: graded.length, passed };
    },

    /** Counts of the stage, for `status` and the table in the UI. */
    async finishEvaluation(cycleId: string, counts: { n: number; champion: number; candidate: number }): Promise<{ costUsd: number }> {
      const { costUsd } = await costOfCycle(pool, cycleId, 'evaluate');
      await finishStage(pool, cycleId, 'evaluate', { ...counts, costUsd });
      return { costUsd };
    },
  };

  /** Results are kept for ever, so each is paid for once, by the cycle that first summarises it. */
  async function enterCost(cycleId: string, candidateId: string, suiteId: string, model: string): Promise<void> {
    const { agent } = await getCycle(pool, cycleId);
    const { rows } = await pool.query<{ prompt: number; completion: number }>(
      'select sum(prompt_tokens)::int8 as prompt, sum(completion_tokens)::int8 as completion from results where candidate_id = $1 and suite_id = $2',
      [candidateId, suiteId],
    );
    const { prompt = 0, completion = 0 } = rows[0] ?? {};
    const price = await priceOf(model);
    const cost = price ? prompt * price.prompt + completion * price.completion : NaN;
    await addToLedger(pool, {
      key: `evaluation/${candidateId}/${suiteId}`, agent, cycleId, stage: 'evaluate', model,
      promptTokens: prompt, completionTokens: completion, costUsd: Number.isFinite(cost) ? cost : null,
    });
  }
}
