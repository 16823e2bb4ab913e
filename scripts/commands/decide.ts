import { userInfo } from 'node:os';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import { waitingReleases } from '../../adapters/store/releases.ts';
import { decideRelease } from '../../adapters/temporal/cycles.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

type DecideOptions = CommonOptions & { why: string; by: string };

/** The `approve` command: the waiting candidate serves. */
export const approveCommand = () => decider('approve', 'let a waiting release out');

/** The `reject` command: the waiting candidate does not serve. */
export const rejectCommand = () => decider('reject', 'refuse a waiting release');

function decider(decision: 'approve' | 'reject', summary: string): Command {
  return agentCommand(decision, summary)
    .argument('[cycle]', 'the cycle whose release is meant (default: the one that waits)')
    .requiredOption('--why <reason>', 'stands in the audit trail')
    .option('--by <name>', 'who decides', userInfo().username)
    .action((cycle: string | undefined, options: DecideOptions) =>
      answerForAgent(options, async (session, agent) => {
        const waiting = (await waitingReleases(session.pool, agent)).filter((release) => cycle === undefined || release.cycle_id === cycle);
        const release = waiting.at(-1);
        if (!release) throw new InputError({ field: 'cycle', found: cycle ?? 'no waiting release', expected: 'a cycle whose release waits (npx flywheel status)' });
        try {
          const { outcome } = await decideRelease(await session.temporal(), { agent, candidateId: release.candidate_id }, decision, { by: options.by, why: options.why });
          return { data: { agent, candidate: release.candidate_id, cycle: release.cycle_id, outcome }, text: `${release.candidate_id}: ${outcome.replaceAll('_', ' ')}`, ...(outcome === 'superseded' && { exitCode: exitCodes.no }) };
        } catch (error) {
          if (!(error instanceof WorkflowUpdateFailedError)) throw error;
          throw new InputError({ field: decision, found: error.cause?.message ?? 'a refused decision', expected: 'a name, a reason, and a release that still waits' });
        }
      }),
    );
}
