import { findAlias } from '../../adapters/store/releases.ts';
import { rollBack } from '../../adapters/temporal/cycles.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { approverKey } from '../approver-key.ts';
import { agentCommand, answerForAgent, decisionOptions, type CommonOptions } from '../command.ts';
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
        const done = await withReminder(rollBack(await session.temporal(), { agent, by, why }, session.taskQueue, sign), noWorkerYet);
        return { data: { agent, ...done }, text: `${done.champion} serves again; ${done.takenBack} was taken back` };
      }),
    );
