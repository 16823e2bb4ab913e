import { annotateBatch, finishAnnotation, planAnnotation } from './activities.ts';
import { inLanes } from './lanes.ts';
import type { Progress } from './progress.ts';

/** Spends the budget of judgements on what teaches most. */
export async function annotateInteractions(cycleId: string, progress: Progress): Promise<void> {
  progress.begin('annotate');
  const plan = await planAnnotation.executeWithOptions({ summary: 'spend the budget' }, [cycleId]);
  await inLanes(plan.batches, (batch) =>
    annotateBatch.executeWithOptions({ summary: `judge batch ${batch + 1} of ${plan.batches}` }, [cycleId, batch]),
  );
  const judged = await finishAnnotation(cycleId);
  progress.finish(`${judged.annotated} judged, ${judged.bad} bad, ${judged.failed} failed`, judged.costUsd);
}
