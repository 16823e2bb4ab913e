import { askForRouting, planRouting, registerRoutingCandidate } from './activities.ts';
import type { Attempt, Making } from './candidates.ts';
import { inLanes } from './lanes.ts';

/** Asks every model and the champion the validation questions, and finds the rules that send each question to the right one. */
export async function searchRouting({ cycleId, datasetId, progress }: Making, trainedId: string | null): Promise<Attempt> {
  const { models, reason } = await planRouting.executeWithOptions({ summary: 'models to route between' }, [cycleId, datasetId, trainedId]);
  if (reason !== undefined) return { candidateId: null, reason };
  progress.note(`routing between ${models.length} models`);
  const asked = [null, ...models];
  await inLanes(asked.length, (index) => {
    const model = asked[index] ?? null;
    const first = model !== null && index < models.length;
    return askForRouting.executeWithOptions({ summary: model ?? 'the champion' }, [cycleId, datasetId, model, first]);
  });
  const { candidateId } = await registerRoutingCandidate.executeWithOptions({ summary: 'the rules' }, [cycleId, datasetId, models, trainedId]);
  return { candidateId };
}
