import { ApplicationFailure } from '@temporalio/common';
import { getAgent } from '../adapters/store/agents.ts';
import { answerNames } from '../adapters/store/answer-names.ts';
import { getCandidate } from '../adapters/store/candidates.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { bestRelease } from '../adapters/store/decisions.ts';
import { storeEvaluation } from '../adapters/store/evaluations.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { findAlias } from '../adapters/store/releases.ts';
import { countUnanswered, resultsOf, spreadCases, takeOverResults, unanswered } from '../adapters/store/results.ts';
import { caseFacts } from '../adapters/store/suite-facts.ts';
import { casesAtFirstLook, currentSuite } from '../adapters/store/suites.ts';
import { modelsOf } from '../core/candidate/answer.ts';
import { batchSizeFor } from '../core/cycle/history-size.ts';
import { casesToTime } from '../core/evaluation/timed-cases.ts';
import { milliseconds } from '../core/config/duration.ts';
import { allowedErrors } from '../core/evaluation/allowed-errors.ts';
import { whoAnswered } from '../core/evaluation/answer-name.ts';
import { judgedGraders } from '../core/evaluation/judged-graders.ts';
import { timingKey } from '../core/evaluation/settings-key.ts';
import { summariseSide } from '../core/evaluation/side-summary.ts';
import type { Dependencies } from './dependencies.ts';
import { deployCandidate, isServed, learnName } from './deploy-candidate.ts';
import { enterCost } from './evaluation-cost.ts';
import { evaluationSettings } from './evaluation-settings.ts';
import { examine } from './examine.ts';

export type EvaluationPlan = {
  championId: string;
  suiteId: string;
  /** The best release of the last days, where it is neither champion nor candidate and still served. */
  anchorId: string | null;
  /** Of the first look; those after them are the reserve. */
  cases: number;
  batchSize: number;
  /** Cases that the champion is asked again for the sake of their latency: where its answers were there already. */
  timed: number;
  /** The suite has cases on which replies are held against each other. */
  pairwise: boolean;
  /** Codes of `EvaluationWarning`. */
  warnings: string[];
};

export function evaluateActivities({ pool, chat, serving }: Dependencies) {
  return {
    /** Fixes what is compared with what on which cases, and makes sure that the candidates answer at all. */
    async planEvaluation(cycleId: string, candidateIds: string[]): Promise<EvaluationPlan> {
      const cycle = await getCycle(pool, cycleId);
      const { evaluate, gate } = (await getAgent(pool, cycle.agent, cycle.agent_version)).config;
      const options = { timeoutMs: milliseconds(evaluate.request_timeout) };
      for (const id of candidateIds) await deployCandidate({ pool, serving }, await getCandidate(pool, id), options);
      const suite = await currentSuite(pool, cycle.agent);
      const champion = await findAlias(pool, cycle.agent, 'champion');
      if (!suite || !champion) throw ApplicationFailure.nonRetryable('suite or champion is missing', 'nothing_to_compare');
      const championId = champion.candidateId;
      await learnName({ pool, serving }, await getCandidate(pool, championId), options);

      const { settings, pairwise } = await evaluationSettings(pool, cycleId, suite.id);
      const best = gate.anchor.days > 0 ? await bestRelease(pool, cycle.agent, suite.id, settings, gate.anchor.days) : undefined;
      const another = best !== undefined && best !== championId && !candidateIds.includes(best) ? best : null;
      const served = another !== null && (await isServed({ serving }, await getCandidate(pool, another), options));
      const anchorId = served ? another : null;
      await takeOverResults(pool, suite.id, [championId, ...candidateIds, ...(anchorId === null ? [] : [anchorId])], settings);
      const cases = await casesAtFirstLook(pool, suite.id);
      // The reserve included, which a second look may draw.
      const sides = 1 + candidateIds.length + (anchorId === null ? 0 : 1);
      const batchSize = batchSizeFor(suite.cases * sides, evaluate.batch_size);
      const wanted = casesToTime(cases, gate.latency.min_cases);
      const fresh = await countUnanswered(pool, { candidateId: championId, suiteId: suite.id, settings }, cases);
      return {
        championId, suiteId: suite.id, anchorId, cases, batchSize, timed: fresh < wanted ? wanted : 0, pairwise,
        warnings: another !== null && !served ? ['anchor_not_served'] : [],
      };
    },

    /** Asks a candidate the cases at positions `from` up to `to` that it has not answered yet, and grades the replies. */
    async evaluateBatch(cycleId: string, candidateId: string, suiteId: string, from: number, to: number): Promise<{ n: number }> {
      const { config: { evaluate }, settings, caseJudge } = await evaluationSettings(pool, cycleId, suiteId);
      const asked = { candidateId, suiteId, settings };
      const cases = await unanswered(pool, asked, { from, to, repeats: evaluate.repeats, cycleId });
      const allowed = allowedErrors((to - from) * evaluate.repeats, evaluate.max_error_share);
      await examine({ pool, chat }, { candidate: await getCandidate(pool, candidateId), asked, evaluate, judge: caseJudge, cycleId }, cases, allowed);
      return { n: cases.length };
    },

    /** Asks the champion some cases again, at the time at which the candidates are asked: latencies of another day say nothing. */
    async timeChampion(cycleId: string, championId: string, suiteId: string, cases: number, size: number): Promise<{ n: number }> {
      const { cycle, config: { evaluate }, settings, judge, caseJudge } = await evaluationSettings(pool, cycleId, suiteId);
      const asked = { candidateId: championId, suiteId, settings: timingKey(settings, cycleId) };
      const done = new Set((await resultsOf(pool, asked, cases, 1)).map(({ caseId }) => caseId));
      const left = (await spreadCases(pool, suiteId, cases, size, judgedGraders)).filter(({ caseId }) => !done.has(caseId)).map((one) => ({ ...one, repeat: 0 }));
      const champion = await getCandidate(pool, championId);
      await examine({ pool, chat }, { candidate: champion, asked, evaluate, judge: caseJudge, cycleId }, left, allowedErrors(size, evaluate.max_error_share));
      await enterCost(pool, { cycle, asked, model: champion.model, judge, from: 0, to: cases });
      return { n: left.length };
    },

    /** What one side did. Every case must have its answers, and from the right model. */
    async summarise(cycleId: string, candidateId: string, suiteId: string, cases: number, from = 0): Promise<{ runId: string; n: number; passed: number }> {
      const { cycle, config: { evaluate }, settings, judge } = await evaluationSettings(pool, cycleId, suiteId);
      const asked = { candidateId, suiteId, settings };
      const answers = await resultsOf(pool, asked, cases, evaluate.repeats);
      const expected = cases * evaluate.repeats;
      if (answers.length !== expected) throw ApplicationFailure.nonRetryable(`${answers.length} of ${expected} answers are there`, 'evaluation_incomplete');
      const candidate = await getCandidate(pool, candidateId);
      const models = modelsOf(candidate);
      const learned = await answerNames(pool, models);
      const given = answers.filter(({ error }) => error === null);
      const strangers = given.filter(({ model }) => whoAnswered(model, models, learned) === 'other').length;
      // Where no name was ever learned nobody can say that it is a stranger's: a warning in the evidence.
      if (strangers > 0 && learned.length > 0) throw ApplicationFailure.nonRetryable(`${strangers} answers came from another model`, 'wrong_model_answered');
      const summary = summariseSide({ candidateId, model: candidate.model, asked: models, learned }, await caseFacts(pool, suiteId, cases), answers);
      if (summary.errors > allowedErrors(expected, evaluate.max_error_share)) {
        throw ApplicationFailure.nonRetryable(`${summary.errors} of ${expected} answers are errors`, 'too_many_errors');
      }
      const runId = await storeEvaluation(pool, { cycleId, candidateId, suiteId, settings, summary });
      await enterCost(pool, { cycle, asked, model: candidate.model, judge, from, to: cases });
      return { runId, n: summary.n, passed: summary.passed };
    },

    /** Counts of the stage, for `status` and the table in the UI. */
    async finishEvaluation(cycleId: string, counts: { n: number; champion: number; candidate: number; pairs?: number; candidates?: number }): Promise<{ costUsd: number }> {
      const { costUsd } = await costOfCycle(pool, cycleId, 'evaluate');
      await finishStage(pool, cycleId, 'evaluate', { ...counts, costUsd });
      return { costUsd };
    },
  };
}
