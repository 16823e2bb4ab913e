import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { comparisonsByKey } from '../adapters/store/comparisons.ts';
import { milliseconds } from '../core/config/duration.ts';
import { allowedErrors } from '../core/evaluation/allowed-errors.ts';
import { askPatiently } from './ask-patiently.ts';
import { openComparer } from './compare-once.ts';
import type { Dependencies } from './dependencies.ts';
import { evaluationSettings } from './evaluation-settings.ts';
import { judgeChat } from './judge-chat.ts';
import { pairJudge, pairsOf, questionsOf, scoredPairs, type PairOfSides } from './pair-material.ts';

export function compareActivities({ pool, chat }: Dependencies) {
  return {
    /** Has the judge compare, in both orders, the replies of both sides to the pairwise cases at positions `from` up to `to`. */
    async comparePairs(cycleId: string, sides: PairOfSides, from: number, to: number): Promise<{ n: number }> {
      const settings = await evaluationSettings(pool, cycleId, sides.suiteId);
      const { config: { evaluate }, caseJudge } = settings;
      const judge = pairJudge(settings);
      const all = questionsOf(await pairsOf(pool, settings, sides, { from, to }), judge);
      const known = await comparisonsByKey(pool, all.map(({ key }) => key), cycleId);
      const questions = all.filter(({ key }) => !known.has(key));
      const options = { seed: evaluate.seed, timeoutMs: milliseconds(evaluate.request_timeout), signal: Context.current().cancellationSignal };
      const comparer = openComparer(pool, { judge, cycleId, ask: judgeChat(chat, caseJudge, options) });
      try {
        await askPatiently(pool, questions, {
          cycleId, activity: 'comparePairs', concurrency: evaluate.concurrency, attempts: evaluate.attempts, allowedErrors: allowedErrors(all.length, evaluate.max_error_share),
          ask: comparer.compare, instead: comparer.giveUp,
        });
      } finally {
        comparer.close();
      }
      return { n: questions.length };
    },

    /** Every pair must have been compared, and not too many without an outcome. */
    async checkPairs(cycleId: string, sides: PairOfSides, cases: number): Promise<{ pairs: number }> {
      const settings = await evaluationSettings(pool, cycleId, sides.suiteId);
      const { tally, missing } = await scoredPairs(pool, settings, sides, cases);
      if (missing > 0) throw ApplicationFailure.nonRetryable(`${missing} of ${tally.pairs} pairs were not compared`, 'evaluation_incomplete');
      const errors = tally.unreadable + tally.unanswered;
      if (errors > allowedErrors(tally.pairs, settings.config.evaluate.max_error_share)) {
        throw ApplicationFailure.nonRetryable(`${errors} of ${tally.pairs} comparisons are errors`, 'too_many_errors');
      }
      return { pairs: tally.pairs };
    },
  };
}
