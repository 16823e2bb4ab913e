import { getCandidate } from '../../adapters/store/candidates.ts';
import { findAlias } from '../../adapters/store/releases.ts';
import { rollBack } from '../../adapters/temporal/cycles.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { approverKey } from '../approver-key.ts';
import { taintOf } from '../candidate-lines.ts';
import { agentCommand, answerForAgent, decisionOptions, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { noWorkerYet, withReminder } from '../progress.ts';

/** The `rollback` command: the former champion serves again. */
export const rollbackCommand = () =>
  decisionOptions(agentCommand('rollback', 'take the last release back: the former champion serves again'))
    .action((options: CommonOptions & { why: string; by: string }) =>
      answerForAgent(options, async (session, agent) => {
        if (!(await findAlias(session.pool, agent, 'previous'))) {
          throw new InputError({ field: 'rollback', found: 'no former champion', expected: 'a release that can be taken back (npx flywheel champion)' });
        }
        const { by, why } = options;
        const key = await approverKey(session.env);
        const sign = key && ((rollbackId: string) => key({ about: 'rollback', agent, rollbackId, by, why }));
        const done = await withReminder(rollBack(await session.temporal(), { agent, by, why }, session.taskQueue, sign), noWorkerYet).catch(whyNot);
        if ('reason' in done) return { data: { agent, ...done }, text: `not rolled back: ${done.said}`, exitCode: exitCodes.no };
        const champion = await getCandidate(session.pool, done.champion);
        const warning = champion.tainted_at === null ? '' : `; it ${taintOf(champion)}: npx flywheel retrain makes one without that user's rows`;
        return { data: { agent, ...done, tainted_at: champion.tainted_at }, text: `${done.champion} serves again; ${done.takenBack} was taken back${warning}` };
      }),
    );

type Failure = { name?: string; type?: string; message?: string; cause?: Failure };

/** What the rollback said that changed nothing; other errors are thrown on. */
function whyNot(error: unknown): { reason: string; said: string } {
  const { name, cause } = error as Failure;
  const failure = cause?.type === undefined ? cause?.cause : cause;
  if (name !== 'WorkflowFailedError' || failure?.type === undefined) throw error;
  return { reason: failure.type, said: failure.message ?? '' };
}
