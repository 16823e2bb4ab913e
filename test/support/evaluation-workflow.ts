import { evaluateCandidates } from '../../workflows/evaluation.ts';
import { Progress } from '../../workflows/progress.ts';
import { decideRelease, type Decided } from '../../workflows/verdict.ts';

/** The last two stages of a cycle by themselves: candidates that exist already before the suite and the gate. */
export async function evaluation(agent: string, cycleId: string, candidateIds: string[]): Promise<Decided> {
  const progress = new Progress(agent, 'run');
  return decideRelease(cycleId, await evaluateCandidates(cycleId, candidateIds, progress), progress);
}
