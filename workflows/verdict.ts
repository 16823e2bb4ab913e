import type { Verdict } from '../core/cycle/outcome.ts';
import { decide } from './activities.ts';
import type { Evaluated } from './evaluation.ts';
import { mark, type Progress } from './progress.ts';

/** What the gate says of the one candidate that it says most for. */
export type Decided = { verdict: Verdict; reasonCodes: string[]; candidateId: string };

/** Puts every candidate of the cycle before the gate; of those that may be promoted the best by point estimate goes on. */
export async function decideRelease(cycleId: string, evaluated: Evaluated, progress: Progress): Promise<Decided> {
  progress.begin('release');
  const { championId, suiteId, candidateIds } = evaluated;
  const candidateId = candidateIds[0] ?? '';
  const { verdict, reasonCodes } = await decide.executeWithOptions({ summary: 'the gate' }, [cycleId, { championId, candidateId, suiteId }]);
  mark({ verdict });
  progress.finish(`${verdict}: ${reasonCodes.join(', ').replaceAll('_', ' ')}`);
  return { verdict, reasonCodes, candidateId };
}
