import { planPromptRound, probePrompt, registerPromptCandidate, runPromptTrial } from './activities.ts';
import type { Attempt, Making } from './candidates.ts';
import { inLanes } from './lanes.ts';

/** Tries sets of demonstrations and instructions in rounds; each round is made from what the best one so far gets wrong. */
export async function searchPrompt({ cycleId, datasetId, progress }: Making, trainedId: string | null): Promise<Attempt> {
  for (let round = 0, rounds = 1; round < rounds; round += 1) {
    const plan = await planPromptRound.executeWithOptions({ summary: `prompts to try, round ${round + 1}` }, [cycleId, datasetId, trainedId, round]);
    if (plan.reason !== undefined) return { candidateId: null, reason: plan.reason };
    ({ rounds } = plan);
    progress.note(`prompts: round ${round + 1} of ${rounds}, ${plan.trials} to try`);
    await inLanes(plan.trials, (trial) =>
      runPromptTrial.executeWithOptions({ summary: `prompt ${trial + 1} of ${plan.trials}, round ${round + 1}` }, [cycleId, datasetId, trainedId, round, trial]),
    );
    if (round + 1 < rounds) await probePrompt.executeWithOptions({ summary: 'what the best prompt confuses' }, [cycleId, datasetId, trainedId, round]);
  }
  const { candidateId } = await registerPromptCandidate(cycleId, datasetId, trainedId);
  return { candidateId };
}
