import normal from '@stdlib/stats-base-dists-normal';
import { predictionPoweredMean } from '../agreement/prediction-powered.ts';
import type { GateCase } from './evidence.ts';
import { meanDifference } from './mean-difference.ts';
import type { Procedure } from './procedure.ts';

/**
 * The difference as people would score it: cases that a rule grades count as they are, judged ones by prediction-powered
 * inference from the random part that people labelled, too; the two strata are joined by their shares. Normal approximation.
 * Undefined where fewer than `minLabels` judged cases have labels for both answers: then there is only the judge's word.
 */
export function judgedDifference(cases: readonly GateCase[], minLabels: number): (Procedure & { estimate: number; labels: number }) | undefined {
  const judged = cases.filter((one) => one.judged === true);
  const labelled = judged.flatMap((one) => (one.human ? [{ human: one.human.candidate - one.human.champion, judge: byJudge(one) }] : []));
  if (judged.length === 0 || labelled.length < minLabels) return undefined;
  const unlabelled = judged.filter((one) => one.human === undefined).map(byJudge);
  const level = 0.95;
  const powered = predictionPoweredMean(labelled, unlabelled, { level });
  if (powered === undefined) return undefined;
  const judgedError = (powered.interval[1] - powered.interval[0]) / 2 / normal.quantile((1 + level) / 2, 0, 1);
  const ruled = cases.filter((one) => one.judged !== true);
  const byRule = meanDifference(ruled.map(byJudge), ruled.map(({ group }) => group));
  const share = judged.length / cases.length;
  const estimate = share * powered.estimate + (1 - share) * byRule.mean;
  const error = Math.hypot(share * judgedError, (1 - share) * Math.max(byRule.se, byRule.seCluster));
  // Labels that all agree leave no spread; what so few could have missed is no less than this (one flip in all of them).
  const least = share / labelled.length;
  const used = Math.max(error, least);
  return {
    estimate,
    labels: labelled.length,
    exceeds: (difference) => normal.cdf((difference - estimate) / used, 0, 1),
    interval: (level) => {
      const half = normal.quantile((1 + level) / 2, 0, 1) * used;
      return [Math.max(-1, estimate - half), Math.min(1, estimate + half)];
    },
    pHarm: normal.cdf(estimate / used, 0, 1),
  };
}

const byJudge = ({ champion, candidate }: GateCase): number => candidate.score - champion.score;
