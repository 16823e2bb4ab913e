import type { Command } from 'commander';
import { waitingReleases } from '../../adapters/store/releases.ts';
import { decideRelease } from '../../adapters/temporal/cycles.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { agentCommand, answerForAgent, decisionOptions, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { noWorkerYet, withReminder } from '../progress.ts';

type DecideOptions = CommonOptions & { why: string; by: string };

/** The `approve` command: the waiting candidate serves. */
export const approveCommand = () => decider('approve', 'let a waiting release out');

/** The `reject` command: the waiting candidate does not serve. */
export const rejectCommand = () => decider('reject', 'refuse a waiting release');

function decider(decision: 'approve' | 'reject', summary: string): Command {
  return decisionOptions(agentCommand(decision, summary))
    .argument('[cycle]', 'the cycle whose release is meant (default: the one that waits)')
    .action((cycle: string | undefined, options: DecideOptions) =>
      answerForAgent(options, async (session, agent) => {
        const waiting = (await waitingReleases(session.pool, agent)).filter((release) => cycle === undefined || release.cycle_id === cycle);
        const release = waiting.at(-1);
        if (!release) throw new InputError({ field: 'cycle', found: cycle ?? 'no waiting release', expected: 'a cycle whose release waits (npx flywheel status)' });
        const client = await session.temporal();
        const decided = decideRelease(client, { agent, candidateId: release.candidate_id }, decision, { by: options.by, why: options.why });
        const { outcome } = await withReminder(decided, noWorkerYet).catch((error: unknown) => {
          throw refused(error) ? new InputError({ field: decision, found: 'a release that is over', expected: 'one that still waits (npx flywheel status)' }) : error;
        });
        return {
          data: { agent, candidate: release.candidate_id, cycle: release.cycle_id, outcome },
          text: `${release.candidate_id}: ${outcome.replaceAll('_', ' ')}`,
          ...(outcome === 'superseded' && { exitCode: exitCodes.no }),
        };
      }),
    );
}

/** Somebody else was faster, or ended the release in Temporal's UI. */
const refused = (error: unknown): boolean => error instanceof Error && (error.name === 'WorkflowUpdateFailedError' || error.name === 'WorkflowNotFoundError');
