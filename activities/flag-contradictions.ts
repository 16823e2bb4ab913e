import type { Pool } from '../adapters/store/database.ts';
import { judgedQuestions } from '../adapters/store/judged-questions.ts';
import { flagForReview } from '../adapters/store/review.ts';
import { contradictions } from '../core/agreement/contradictions.ts';

/** Older annotations have had their chance; so many are compared in about a second. */
const comparedAtMost = 20_000;

/** Asks people about annotations that contradict their neighbours; returns how many do. Harmless to repeat. */
export async function flagContradictions(pool: Pool, agent: string, cycleId: string): Promise<number> {
  const found = contradictions(await judgedQuestions(pool, agent, comparedAtMost));
  await flagForReview(pool, cycleId, found.map(({ id, rubric, reason }) => ({ interactionId: id, rubric, reason })));
  return found.length;
}
