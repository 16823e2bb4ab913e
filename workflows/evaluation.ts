import { evaluateBatch, finishEvaluation, planEvaluation, summarise } from './activities.ts';
import { inLanes } from './lanes.ts';
import type { Progress } from './progress.ts';

/** Who was asked the same cases of which suite. */
export type Evaluated = { championId: string; candidateIds: string[]; suiteId: string };

/** Puts the champion and the cycle's candidates before the same cases. */
export async function evaluateCandidates(cycleId: string, candidateIds: readonly string[], progress: Progress): Promise<Evaluated> {
  progress.begin('evaluate');
  const candidateId = candidateIds[0] ?? '';
  const { championId, suiteId, cases, batches } = await planEvaluation.executeWithOptions({ summary: 'fix suite and champion' }, [cycleId, candidateId]);
  const sides = [championId, candidateId];
  await inLanes(batches * sides.length, (index) => {
    const side = index % sides.length;
    const batch = Math.floor(index / sides.length);
    return evaluateBatch.executeWithOptions({ summary: `${side === 0 ? 'champion' : 'candidate'}, batch ${batch + 1} of ${batches}` }, [cycleId, sides[side] as string, suiteId, batch]);
  });
  const [champion, candidate] = [await summarise(cycleId, championId, suiteId, cases), await summarise(cycleId, candidateId, suiteId, cases)];
  const evaluated = await finishEvaluation(cycleId, { n: cases, champion: champion.passed, candidate: candidate.passed });
  progress.finish(`champion ${champion.passed}, candidate ${candidate.passed} of ${cases} right`, evaluated.costUsd);
  return { championId, candidateIds: [...candidateIds], suiteId };
}
