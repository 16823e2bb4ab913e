import type { Command } from 'commander';
import { waitingReleases, type WaitingRelease } from '../../adapters/store/releases.ts';
import { latestReport } from '../../adapters/store/reports.ts';
import { decideRelease } from '../../adapters/temporal/cycles.ts';
import type { Refusal } from '../../core/approval/admit.ts';
import type { ReleaseChoice } from '../../core/cycle/cycle.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { approverKey } from '../approver-key.ts';
import { agentCommand, answerForAgent, decisionOptions, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { noWorkerYet, withReminder } from '../progress.ts';
import type { Session } from '../session.ts';

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
        const decided = decideRelease(client, { agent, candidateId: release.candidate_id }, decision, await choiceOf(session, release, decision, options));
        const { outcome } = await withReminder(decided, noWorkerYet).catch((error: unknown) => {
          throw refused(error) ? new InputError({ field: decision, ...remedyOf(error) }) : error;
        });
        return {
          data: { agent, candidate: release.candidate_id, cycle: release.cycle_id, outcome },
          text: `${release.candidate_id}: ${outcome.replaceAll('_', ' ')}`,
          ...(decision === 'approve' && outcome !== 'promoted' && { exitCode: exitCodes.no }),
        };
      }),
    );
}

/** With the report that is there to be read, signed where the person has a key. */
async function choiceOf({ pool, env }: Session, release: WaitingRelease, decision: 'approve' | 'reject', options: DecideOptions): Promise<ReleaseChoice> {
  const [by, why] = [options.by.trim(), options.why.trim()];
  const [key, evidence] = [await approverKey(env), await latestReport(pool, release.cycle_id)];
  const signature = key?.({ about: 'release', decision, releaseId: release.id, cycleId: release.cycle_id, evidence, by, why });
  return { by, why, ...(evidence !== null && { evidence }), ...(signature !== undefined && { signature }) };
}

/** What the release said to a decision that it did not take. */
function remedyOf(error: unknown): { found: string; expected: string } {
  const type = (error as { cause?: { type?: string } }).cause?.type as Refusal | undefined;
  return (type !== undefined && refusals[type]) || { found: 'a release that is over', expected: 'one that still waits (npx flywheel status)' };
}

const refusals: Readonly<Record<Refusal, { found: string; expected: string }>> = {
  signature_invalid: { found: 'a signature that no known key of this name has made', expected: 'FLYWHEEL_APPROVER and FLYWHEEL_APPROVER_KEY as the worker\'s file knows them' },
  candidate_tainted: { found: 'a candidate that learned from a user who has been erased since', expected: 'another one: reject it, and npx flywheel retrain makes one without that user\'s rows (release.tainted: allow lets it out all the same)' },
  evidence_changed: { found: 'another report than the one that is there now', expected: 'a decision on the report as it is (npx flywheel report)' },
  signature_needed: { found: 'a name that is only claimed', expected: 'a signature, since release.four_eyes is set: FLYWHEEL_APPROVER_KEY' },
  started_it_oneself: { found: 'the person who started the cycle', expected: 'somebody else, since release.four_eyes is set' },
  starter_not_authenticated: { found: 'a cycle started by somebody who only claimed a name', expected: 'a cycle of the schedule, or one started with FLYWHEEL_APPROVER_KEY, since release.four_eyes is set' },
};

/** Somebody else was faster, it is not theirs to decide, or somebody ended the release in Temporal's UI. */
const refused = (error: unknown): boolean => error instanceof Error && (error.name === 'WorkflowUpdateFailedError' || error.name === 'WorkflowNotFoundError');
