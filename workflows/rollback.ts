import { CancellationScope, isCancellation, patched, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { planRollback, rollBack, serveFormer } from './activities.ts';
import { failureType } from './failure-type.ts';
import { announce } from './notification.ts';
import { mark } from './progress.ts';
import { refusal } from './refusal.ts';

type RollbackInput = { agent: string; by: string; why: string; signature?: string };
type Both = Awaited<ReturnType<typeof planRollback>>;

/** Takes the last release back: the former champion is made to answer, then it serves again. Until then who serves goes on. */
export async function rollback(input: RollbackInput): Promise<{ champion: string; takenBack: string }> {
  const key = workflowInfo().workflowId;
  mark({ agent: input.agent, stage: 'release' });
  // Rollbacks of older versions changed the alias at once.
  const expected = patched('former-champion-answers-first') ? await served(input.agent, key) : undefined;
  // A cancellation that comes now comes too late: what is carried out is said, too.
  return CancellationScope.nonCancellable(async () => {
    const { notify, cycleId, champion, takenBack } = await rollBack.executeWithOptions({ summary: 'the former champion serves again' }, [{ ...input, key, ...(expected && { expected }) }]);
    setCurrentDetails(`**rolled back**: \`${champion}\` serves, \`${takenBack}\` was taken back${expected?.tainted ? `. \`${champion}\` learned from a user who has been erased since: \`npx flywheel retrain\` makes one without that user's rows` : ''}`);
    if (notify) await announce({ event: 'rolled_back', agent: input.agent, candidateId: takenBack, cycleId, by: input.by });
    return { champion, takenBack };
  });
}

async function served(agent: string, key: string): Promise<Both> {
  const both = await planRollback.executeWithOptions({ summary: 'who serves, and who served before' }, [agent]);
  setCurrentDetails(`making \`${both.former}\` answer; \`${both.champion}\` serves until then`);
  try {
    await serveFormer.executeWithOptions({ summary: 'the former champion answers' }, [{ key, former: both.former }]);
    return both;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const said = `${both.former} does not answer (${failureType(error)}), so ${both.champion} still serves. Make it answer where it is served, then roll back again`;
    setCurrentDetails(`**not rolled back**: ${said}`);
    throw refusal(said, 'former_champion_not_served');
  }
}
