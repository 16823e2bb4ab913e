import type { StageEnd } from '../core/cycle/cycle.ts';
import { collectShard, finishCollection, planCollection } from './activities.ts';
import { inLanes } from './lanes.ts';
import type { Progress } from './progress.ts';

/** Claims what is new and says how suspicious each interaction is. */
export async function collectInteractions(cycleId: string, progress: Progress): Promise<{ end?: StageEnd }> {
  progress.begin('collect');
  const { shards } = await planCollection.executeWithOptions({ summary: 'claim new interactions' }, [cycleId]);
  // All at once: whatever workers there are share them.
  await inLanes(shards, (index) => collectShard.executeWithOptions({ summary: `mark bad cases, shard ${index + 1} of ${shards}` }, [cycleId, { index, of: shards }]), shards);
  const collected = await finishCollection.executeWithOptions({ summary: 'sessions, and whether it is enough' }, [cycleId]);
  progress.finish(`${collected.interactions} interactions, ${collected.badCases} bad cases`);
  return collected;
}
