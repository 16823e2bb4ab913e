import type { AnnotateConfig } from '../annotation/config.ts';
import { rubrics, type RubricName } from '../review/rubrics.ts';
import { judgeAgreement, type JudgeAgreement, type JudgedPair } from './judge-agreement.ts';
import { predictionPoweredMean, type PredictionPowered } from './prediction-powered.ts';
import type { JudgeTrust } from './trust.ts';

const dayMs = 86_400_000;

/** An answer that could not be read says neither; leaving its interactions out would leave out what is hard to judge. */
const unreadableAs = 0.5;

/** How an item came to be labelled: chance chose it, something spoke against it, or somebody labelled it unasked. */
export type LabelledItem = JudgedPair & { at: Date; part: 'random' | 'disputed' | 'unasked' };

/** Disputed items were chosen because the judge may be wrong: an agreement on them says nothing about the others. */
export const undisputed = (items: readonly LabelledItem[]): LabelledItem[] => items.filter(({ part }) => part !== 'disputed');

/** A judge's agreement with people on one rubric. */
export function measureRubric(rubric: RubricName, items: readonly JudgedPair[], { error_types }: Pick<AnnotateConfig, 'error_types'>): JudgeAgreement {
  const { scale, weights } = rubrics[rubric];
  const seen = (): string[] => [...new Set(items.flatMap(({ human, judge }) => (judge === null ? [human] : [human, judge])))].sort();
  // A label that has left the taxonomy since is still what somebody said.
  const declared = scale === undefined ? seen() : [...new Set([...scale(error_types), ...seen()])];
  return judgeAgreement(declared, items, weights);
}

/**
 * What a gate needs to know of a judge, by the verdicts that people labelled.
 *
 * @param asked of the judge over all interactions, labelled or not
 */
export function trustOf(labelled: readonly LabelledItem[], asked: { asked: number; unreadable: number }, now: Date): JudgeTrust {
  const items = undisputed(labelled);
  const { kappa } = measureRubric('verdict', items, { error_types: [] });
  const newest = items.reduce((latest, { at }) => Math.max(latest, at.getTime()), -Infinity);
  return {
    labels: items.length,
    kappa: kappa.kappa,
    kappaLow: kappa.interval?.[0] ?? null,
    ageDays: items.length === 0 ? null : Math.max(0, (now.getTime() - newest) / dayMs),
    parseFailureRate: asked.asked === 0 ? 0 : asked.unreadable / asked.asked,
  };
}

/**
 * The share of bad replies in all traffic: people's labels of interactions that chance chose, carried over to all those by the judge.
 * Undefined without such labels.
 *
 * @param unlabelled the judge's verdicts on the others that chance chose: 1 bad, 0 good, null unreadable
 */
export function badRate(items: readonly LabelledItem[], unlabelled: readonly (number | null)[]): PredictionPowered | undefined {
  const drawn = items.filter(({ part }) => part === 'random');
  return predictionPoweredMean(
    drawn.map(({ human, judge }) => ({ human: Number(human === 'bad'), judge: judge === null ? unreadableAs : Number(judge === 'bad') })),
    unlabelled.map((bad) => bad ?? unreadableAs),
  );
}
