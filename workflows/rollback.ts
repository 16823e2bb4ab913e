import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { rollBack } from './activities.ts';
import { announce } from './notification.ts';
import { mark } from './progress.ts';

/** Takes the last release back: the former champion serves again. */
export async function rollback(input: { agent: string; by: string; why: string; signature?: string }): Promise<{ champion: string; takenBack: string }> {
  mark({ agent: input.agent, stage: 'release' });
  const { notify, cycleId, champion, takenBack } = await rollBack.executeWithOptions({ summary: 'the former champion serves again' }, [{ ...input, key: workflowInfo().workflowId }]);
  setCurrentDetails(`**rolled back**: \`${champion}\` serves, \`${takenBack}\` was taken back`);
  if (notify) await announce({ event: 'rolled_back', agent: input.agent, candidateId: takenBack, cycleId, by: input.by });
  return { champion, takenBack };
}
