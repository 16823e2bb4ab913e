import { annotateBatch, finishAnnotation, planAnnotation, verifyCorrections } from './activities.ts';
import { inLanes } from './lanes.ts';
import type { Progress } from './progress.ts';

/** Spends the budget of judgements on what teaches most, and no more than the budget. */
export async function annotateInteractions(cycleId: string, progress: Progress): Promise<void> {
  progress.begin('annotate');
  const plan = await planAnnotation.executeWithOptions({ summary: 'spend the budget' }, [cycleId]);
  let stopped: Awaited<ReturnType<typeof annotateBatch>>['stopped'] = null;
  await inLanes(plan.batches, async (batch) => {
    if (stopped !== null) return;
    const judged = await annotateBatch.executeWithOptions({ summary: `judge batch ${batch + 1} of ${plan.batches}` }, [cycleId, batch]);
    stopped ??= judged.stopped;
    await verifyCorrections.executeWithOptions({ summary: `second look at the corrections of batch ${batch + 1}` }, [cycleId, batch]);
  });
  const { annotated, bad, failed, skipped, costUsd } = await finishAnnotation(cycleId, stopped);
  const left = skipped > 0 ? `, ${skipped} left out (${stopped === 'price_unknown' ? 'no price is known' : 'the budget is spent'})` : '';
  progress.finish(`${annotated} judged, ${bad} bad, ${failed} failed${left}`, costUsd);
}
