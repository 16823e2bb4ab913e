import type { Pool } from '../adapters/store/database.ts';
import { comparisonsByKey } from '../adapters/store/comparisons.ts';
import { repliesInPairs } from '../adapters/store/pairs.ts';
import { pairwisePromptVersion } from '../core/evaluation/judged-graders.ts';
import { comparisonOf, type PairJudge, type PairQuestion, type PairToCompare } from '../core/evaluation/judged/comparison.ts';
import { scorePairs, type ScoredPairs } from '../core/evaluation/judged/score-pairs.ts';
import type { EvaluationSettings } from './evaluation-settings.ts';

/** Whose replies are held against whose, in a suite. */
export type PairOfSides = { candidateId: string; referenceId: string; suiteId: string };

export const pairJudge = ({ cycle, judge }: EvaluationSettings): PairJudge => ({ agent: cycle.agent, model: judge, promptVersion: pairwisePromptVersion });

/** The pairs at positions `from` up to `to`. */
export const pairsOf = (pool: Pool, { config, settings }: EvaluationSettings, { candidateId, referenceId, suiteId }: PairOfSides, span: { from: number; to: number }): Promise<PairToCompare[]> =>
  repliesInPairs(pool, { candidateId, suiteId, settings }, referenceId, { ...span, repeats: config.evaluate.repeats });

/** The questions that these pairs raise, each once: replies repeat themselves. */
export function questionsOf(pairs: readonly PairToCompare[], judge: PairJudge): PairQuestion[] {
  const open = pairs.map((pair) => comparisonOf(pair, judge)).flatMap((one) => (one.state === 'open' ? [one.forward, one.backward] : []));
  return [...new Map(open.map((question) => [question.key, question])).values()];
}

/** What the pairs are worth by the verdicts that are stored. */
export async function scoredPairs(pool: Pool, settings: EvaluationSettings, sides: PairOfSides, cases: number): Promise<ScoredPairs> {
  const judge = pairJudge(settings);
  const pairs = await pairsOf(pool, settings, sides, { from: 0, to: cases });
  const keys = questionsOf(pairs, judge).map(({ key }) => key);
  return scorePairs(pairs, judge, await comparisonsByKey(pool, keys, settings.cycle.id));
}
