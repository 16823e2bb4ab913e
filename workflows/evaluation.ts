import type { EvaluationPlan } from '../activities/evaluate.ts';
import { checkPairs, comparePairs, evaluateBatch, finishEvaluation, planEvaluation, summarise, timeChampion } from './activities.ts';
import { inLanes, together } from './lanes.ts';
import type { Progress } from './progress.ts';

/** Who was asked the same cases of which suite. */
export type Evaluated = EvaluationPlan & { candidateIds: string[] };

/** Puts the champion and the cycle's candidates before the same cases. */
export async function evaluateCandidates(cycleId: string, candidateIds: readonly string[], progress: Progress): Promise<Evaluated> {
  progress.begin('evaluate');
  const plan = await planEvaluation.executeWithOptions({ summary: 'fix suite and champion' }, [cycleId, [...candidateIds]]);
  const { championId, anchorId, cases } = plan;
  const evaluated = { ...plan, candidateIds: [...candidateIds] };
  await together([
    () => askAll(cycleId, evaluated, { from: 0, to: cases }),
    ...(plan.timed > 0 ? [() => timeChampion.executeWithOptions({ summary: 'champion, for its latency' }, [cycleId, championId, plan.suiteId, cases, plan.timed])] : []),
  ]);
  const passed: number[] = [];
  // Of a pair neither side is right by itself.
  let scored = cases;
  for (const side of [championId, ...candidateIds]) {
    const summary = await summarise(cycleId, side, plan.suiteId, cases);
    passed.push(summary.passed);
    scored = summary.n;
  }
  if (anchorId !== null) await summarise(cycleId, anchorId, plan.suiteId, cases);
  await compareAll(cycleId, evaluated, { from: 0, to: cases });
  const [champion = 0, ...others] = passed;
  const candidate = Math.max(...others);
  const pairs = cases - scored;
  const { costUsd } = await finishEvaluation(cycleId, { n: scored, champion, candidate, ...(pairs > 0 && { pairs }), ...(others.length > 1 && { candidates: others.length }) });
  progress.finish(`champion ${champion}, ${others.length > 1 ? `best of ${others.length} candidates` : 'candidate'} ${candidate} of ${scored} right${pairs > 0 ? `, ${pairs} compared as pairs` : ''}`, costUsd);
  return evaluated;
}

/** Asks every side the cases at these positions that it has not answered yet, in batches. */
export async function askAll(cycleId: string, evaluated: Evaluated, span: { from: number; to: number }): Promise<void> {
  const { championId, candidateIds, anchorId, suiteId, batchSize } = evaluated;
  const sides = [['champion', championId], ...candidateIds.map((id) => ['candidate', id]), ...(anchorId === null ? [] : [['best release', anchorId]])] as [string, string][];
  const batches = Math.ceil((span.to - span.from) / batchSize);
  await inLanes(batches * sides.length, (index) => {
    const [role, side] = sides[index % sides.length] as [string, string];
    const batch = Math.floor(index / sides.length);
    const from = span.from + batch * batchSize;
    const summary = `${role}, batch ${batch + 1} of ${batches}`;
    return evaluateBatch.executeWithOptions({ summary }, [cycleId, side, suiteId, from, Math.min(from + batchSize, span.to)]);
  });
}

/** Has each candidate's replies held against the champion's and the best release's, where the suite has such cases; all must have answered. */
export async function compareAll(cycleId: string, { championId, candidateIds, anchorId, suiteId, batchSize, pairwise }: Evaluated, span: { from: number; to: number }): Promise<void> {
  if (!pairwise) return;
  const references = anchorId === null ? [championId] : [championId, anchorId];
  const sides = candidateIds.flatMap((candidateId) => references.map((referenceId) => ({ candidateId, referenceId, suiteId })));
  const batches = Math.ceil((span.to - span.from) / batchSize);
  await inLanes(batches * sides.length, (index) => {
    const side = sides[index % sides.length] as (typeof sides)[number];
    const batch = Math.floor(index / sides.length);
    const from = span.from + batch * batchSize;
    const summary = `with the ${side.referenceId === championId ? 'champion' : 'best release'}, batch ${batch + 1} of ${batches}`;
    return comparePairs.executeWithOptions({ summary }, [cycleId, side, from, Math.min(from + batchSize, span.to)]);
  });
  for (const side of sides) await checkPairs(cycleId, side, span.to);
}
