import type { StageEnd } from '../core/cycle/cycle.ts';
import { collect } from './activities.ts';
import type { Progress } from './progress.ts';

/** Claims what is new and says how suspicious each interaction is. */
export async function collectInteractions(cycleId: string, progress: Progress): Promise<{ end?: StageEnd }> {
  progress.begin('collect');
  const collected = await collect.executeWithOptions({ summary: 'claim new interactions and mark bad cases' }, [cycleId]);
  progress.finish(`${collected.interactions} interactions, ${collected.badCases} bad cases`);
  return collected;
}
