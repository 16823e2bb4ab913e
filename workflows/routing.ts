import { askForRouting, planRouting, registerRoutingCandidate } from './activities.ts';
import type { Making } from './candidates.ts';
import { inLanes } from './lanes.ts';

/** Asks every model and the champion the validation questions, and finds the rules that send each question to the right one. */
export async function searchRouting({ cycleId, datasetId, progress }: Making, trainedId: string | null): Promise<string | null> {
  const { models } = await planRouting.executeWithOptions({ summary: 'models to route between' }, [cycleId, datasetId, trainedId]);
  if (models.length === 0) return null;
  progress.note(`routing between ${models.length} models`);
  const asked = [null, ...models];
  await inLanes(asked.length, (index) => {
    const model = asked[index] ?? null;
    const first = model !== null && index < models.length;
    return askForRouting.executeWithOptions({ summary: model ?? 'the champion' }, [cycleId, datasetId, model, first]);
  });
  return (await registerRoutingCandidate.executeWithOptions({ summary: 'the rules' }, [cycleId, datasetId, models, trainedId])).candidateId;
}
