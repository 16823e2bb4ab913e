import type { CycleSettings, StageEnd } from '../core/cycle/cycle.ts';
import { buildDataset, paraphraseStarved } from './activities.ts';
import type { Progress } from './progress.ts';

/** Turns verdicts into samples and all samples into a training set within its limits. */
export async function balanceSamples(cycleId: string, settings: CycleSettings, progress: Progress): Promise<{ datasetId: string; end?: StageEnd }> {
  progress.begin('balance');
  const { costUsd } = settings.paraphrases
    ? await paraphraseStarved.executeWithOptions({ summary: 'say questions of rare intents in other words' }, [cycleId])
    : { costUsd: null };
  const dataset = await buildDataset.executeWithOptions({ summary: 'balance all verified samples' }, [cycleId]);
  progress.finish(`${dataset.rows} rows, limits ${dataset.limitsHeld ? 'held' : 'not all held'}`, costUsd);
  return dataset;
}
