import { ApplicationFailure } from '@temporalio/common';
import { finishStage, setVerdict } from '../adapters/store/cycles.ts';
import { chooseDecision, decisionsOf, storeDecision, type Decision } from '../adapters/store/decisions.ts';
import { storeReport } from '../adapters/store/evaluations.ts';
import { casesById, resultsOf } from '../adapters/store/results.ts';
import { countLooks, enterLook } from '../adapters/store/suite-looks.ts';
import { findSuite } from '../adapters/store/suites.ts';
import type { Verdict } from '../core/cycle/outcome.ts';
import { allowedErrors } from '../core/evaluation/allowed-errors.ts';
import { comparisonReport } from '../core/evaluation/comparison-report.ts';
import type { EvaluationWarning } from '../core/evaluation/evaluation-report.ts';
import { gateEvidence } from '../core/evaluation/gate-evidence.ts';
import { isJudgedGrader } from '../core/evaluation/judged-graders.ts';
import { replyForm } from '../core/evaluation/reply-form.ts';
import { rerunKey } from '../core/evaluation/settings-key.ts';
import { decide as decideGate } from '../core/gate/decide.ts';
import { hardCasesToRerun } from '../core/gate/hard-zero.ts';
import { wearOf } from '../core/suite/wear.ts';
import type { Dependencies } from './dependencies.ts';
import type { EvaluationPlan } from './evaluate.ts';
import { enterCost } from './evaluation-cost.ts';
import { evaluationSettings, type EvaluationSettings } from './evaluation-settings.ts';
import { examine } from './examine.ts';
import { scoredPairs } from './pair-material.ts';
import { contaminatedBy, factsOf, rerunsOf, sideOf, timingsOf, trustInJudge, type Compared } from './gate-material.ts';

export type GateQuestion = EvaluationPlan & {
  candidateId: string;
  /** Candidates of this cycle that stand before the gate: alpha is split over them (Bonferroni). */
  of: number;
  /** Cases that both have answered: more than `cases` after an extension. */
  looked: number;
  /** Hard cases that were lost have been asked again. */
  rechecked: boolean;
};

export type GateAnswer = {
  verdict: Verdict;
  reasonCodes: string[];
  /** What is to be done before the verdict counts: ask lost hard cases again, or draw the reserve up to so many cases. */
  next?: { do: 'recheck' } | { do: 'extend'; to: number };
};

export function decideActivities({ pool, chat }: Dependencies) {
  const contextOf = async (cycleId: string, { suiteId, looked }: Pick<GateQuestion, 'suiteId' | 'looked'>) => {
    const going = await evaluationSettings(pool, cycleId, suiteId);
    const compared: Compared = { suiteId, settings: going.settings, cases: looked, repeats: going.config.evaluate.repeats };
    return { ...going, compared, facts: await factsOf(pool, compared) };
  };

  async function pairsFor(settings: EvaluationSettings, { candidateId, championId, anchorId, suiteId, looked }: GateQuestion) {
    const champion = await scoredPairs(pool, settings, { candidateId, referenceId: championId, suiteId }, looked);
    if (anchorId === null) return { champion };
    return { champion, anchor: await scoredPairs(pool, settings, { candidateId, referenceId: anchorId, suiteId }, looked) };
  }

  /** Everything that the gate looks at, from the stored answers alone. */
  async function evidenceFor(cycleId: string, question: GateQuestion) {
    const context = await contextOf(cycleId, question);
    const { compared, facts, config } = context;
    const [champion, candidate] = [await sideOf(pool, facts, question.championId, compared), await sideOf(pool, facts, question.candidateId, compared)];
    const anchor = question.anchorId === null ? undefined : await sideOf(pool, facts, question.anchorId, compared);
    const pairs = context.pairwise ? await pairsFor(context, question) : undefined;
    const now = candidate.askedIn(cycleId);
    const timings = await timingsOf(pool, question.championId, compared, cycleId);
    const contaminated = await contaminatedBy(pool, facts, candidate.candidate);
    const evidence = gateEvidence({
      cases: facts, champion: champion.outcomes, candidate: candidate.outcomes, ...(anchor && { anchor: anchor.outcomes, anchorNames: anchor.names }), ...(pairs && { pairs }),
      reruns: await rerunsOf(pool, question.candidateId, compared, config.gate.hard_zero.reruns),
      askedTogether: new Set([...champion.askedIn(cycleId), ...timings.keys()].filter((id) => now.has(id))), championTimings: timings,
      championNames: champion.names, formOf: replyForm, contaminated,
      judgedBy: isJudgedGrader, ...(context.judged && { judge: await trustInJudge(pool, context) }),
      previouslyRolledBack: candidate.candidate.rolled_back_at !== null, extended: question.looked > question.cases,
    });
    const unknown = [champion, candidate].some(({ summary }) => summary.answeredAs.some(({ known }) => !known));
    const warnings: EvaluationWarning[] = [
      ...(question.warnings as EvaluationWarning[]),
      ...(unknown ? ['answer_name_unknown' as const] : []),
      ...(champion.summary.errors + candidate.summary.errors > 0 ? ['answers_missing' as const] : []),
      ...(contaminated.length > 0 ? ['contaminated' as const] : []),
    ];
    // Each of several candidates gets its share of alpha, so that the cycle as a whole keeps it.
    const policy = { ...config.gate, alpha: config.gate.alpha / question.of };
    return { ...context, champion, candidate, evidence, policy, warnings };
  }

  return {
    /** The gate: a pure function of the stored answers. Nothing is stored before its verdict counts. */
    async decide(cycleId: string, question: GateQuestion): Promise<GateAnswer> {
      const { championId, candidateId, suiteId, cases, looked } = question;
      const { cycle, config, judge, facts, champion, candidate, evidence, policy, warnings } = await evidenceFor(cycleId, question);
      if (!question.rechecked && hardCasesToRerun(evidence.cases, policy).ids.length > 0) return { verdict: 'inconclusive', reasonCodes: [], next: { do: 'recheck' } };
      const verdict = decideGate(evidence, policy);
      const suite = await findSuite(pool, suiteId);
      if (!suite) throw ApplicationFailure.nonRetryable('the suite is gone', 'nothing_to_compare');
      if (verdict.next === 'extend' && looked === cases && verdict.needed_cases !== null) {
        if (verdict.needed_cases <= suite.cases && suite.cases > cases) return { verdict: 'inconclusive', reasonCodes: verdict.reasons, next: { do: 'extend', to: Math.max(verdict.needed_cases, cases + 1) } };
        if (suite.cases > cases) warnings.push('reserve_too_small');
      }
      await enterLook(pool, { agent: cycle.agent, suiteId, cycleId, candidateId });
      const wear = wearOf((await countLooks(pool, suiteId)).looks, config.suite.max_looks);
      if (wear.worn) warnings.push('suite_worn');
      if (verdict.criteria.some(({ name, status }) => name === 'pairs_consistent' && status !== 'pass')) warnings.push('judge_follows_place');
      const report = comparisonReport({
        suite: {
          id: suite.id, name: suite.name, version: suite.version, cases: looked, sealed: facts.filter(({ part }) => part === 'sealed').length,
          extended: looked - cases, looks: wear.looks, maxLooks: wear.maxLooks,
        },
        settings: { repeats: config.evaluate.repeats, seed: config.evaluate.seed },
        cases: facts, champion, candidate, ...(evidence.pairs && { pairs: { ...evidence.pairs, judge } }), verdict, warnings,
      });
      await storeReport(pool, { cycleId, candidateId }, report);
      const stored = await storeDecision(pool, {
        cycle_id: cycleId, agent: cycle.agent, champion_id: championId, candidate_id: candidateId, suite_id: suiteId,
        verdict: verdict.verdict, reason_codes: verdict.reasons, evidence: verdict, input: { policy, evidence, looks: wear.looks, warnings },
      });
      return { verdict: stored.verdict as Verdict, reasonCodes: stored.reason_codes };
    },

    /** Asks a candidate the hard cases again that it has lost: what fails each time is no flake. */
    async recheckHardCases(cycleId: string, question: GateQuestion): Promise<{ n: number }> {
      const { cycle, config, judge, caseJudge, compared, candidate, evidence, policy } = await evidenceFor(cycleId, { ...question, rechecked: true });
      const { ids, times } = hardCasesToRerun(evidence.cases, policy);
      const asked = { candidateId: question.candidateId, suiteId: question.suiteId, settings: rerunKey(compared.settings) };
      const done = new Set((await resultsOf(pool, asked, question.looked, times)).map(({ caseId, repeat }) => `${caseId}/${repeat}`));
      const again = (await casesById(pool, question.suiteId, ids))
        .flatMap((one) => Array.from({ length: times }, (_, repeat) => ({ ...one, repeat })))
        .filter(({ caseId, repeat }) => !done.has(`${caseId}/${repeat}`));
      await examine({ pool, chat }, { candidate: candidate.candidate, asked, evaluate: config.evaluate, judge: caseJudge, cycleId }, again, allowedErrors(again.length, config.evaluate.max_error_share));
      await enterCost(pool, { cycle, asked, model: candidate.candidate.model, judge, from: 0, to: question.looked });
      return { n: again.length };
    },

    /**
     * Chooses the candidate that the cycle's outcome speaks of: of those that may be promoted the best by point estimate; else
     * one that a person shall decide on; else one that may still turn out well. Written once more by a second attempt.
     */
    async concludeGate(cycleId: string): Promise<{ candidateId: string; verdict: Verdict; reasonCodes: string[]; asks: boolean }> {
      const all = await decisionsOf(pool, cycleId);
      const [best] = [...all].sort((one, other) => rank(one) - rank(other) || other.evidence.delta - one.evidence.delta || (one.candidate_id < other.candidate_id ? -1 : 1));
      if (!best) throw ApplicationFailure.nonRetryable('no candidate was decided on', 'nothing_to_compare');
      await chooseDecision(pool, cycleId, best.candidate_id);
      const verdict = best.verdict as Verdict;
      await setVerdict(pool, cycleId, verdict);
      const promotable = all.filter((one) => one.verdict === 'promote').length;
      await finishStage(pool, cycleId, 'release', { verdict, reasonCodes: best.reason_codes, ...(all.length > 1 && { candidates: all.length, promotable }) });
      return { candidateId: best.candidate_id, verdict, reasonCodes: best.reason_codes, asks: asks(best) };
    },
  };
}

const asks = ({ verdict, evidence }: Decision): boolean => verdict === 'inconclusive' && evidence.next === 'ask';
const rank = (decision: Decision): number => (decision.verdict === 'promote' ? 0 : asks(decision) ? 1 : decision.verdict === 'inconclusive' ? 2 : 3);
