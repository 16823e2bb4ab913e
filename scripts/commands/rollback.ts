import { userInfo } from 'node:os';
import { findAlias } from '../../adapters/store/releases.ts';
import { rollBack } from '../../adapters/temporal/cycles.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';

/** The `rollback` command: the former champion serves again. */
export const rollbackCommand = () =>
  agentCommand('rollback', 'take the last release back: the former champion serves again')
    .requiredOption('--why <reason>', 'stands in the audit trail')
    .option('--by <name>', 'who decides', userInfo().username)
    .action((options: CommonOptions & { why: string; by: string }) =>
      answerForAgent(options, async (session, agent) => {
        if (!(await findAlias(session.pool, agent, 'previous'))) {
          throw new InputError({ field: 'rollback', found: 'no former champion', expected: 'a release that can be taken back (npx flywheel champion)' });
        }
        const done = await rollBack(await session.temporal(), { agent, by: options.by, why: options.why });
        return { data: { agent, ...done }, text: `${done.champion} serves again; ${done.takenBack} was taken back` };
      }),
    );
