import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { rollBack } from './activities.ts';
import { mark } from './progress.ts';

/** Takes the last release back: the former champion serves again. */
export async function rollback(input: { agent: string; by: string; why: string }): Promise<{ champion: string; takenBack: string }> {
  mark({ agent: input.agent, stage: 'release' });
  const done = await rollBack.executeWithOptions({ summary: 'the former champion serves again' }, [{ ...input, key: workflowInfo().workflowId }]);
  setCurrentDetails(`**rolled back**: \`${done.champion}\` serves, \`${done.takenBack}\` was taken back`);
  return done;
}
