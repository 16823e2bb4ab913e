import { readTextFile } from '../../adapters/files/read-text-file.ts';
import { applyWithChampion, findChampion } from '../../adapters/store/champions.ts';
import { ensureSchedule } from '../../adapters/temporal/schedule.ts';
import { parseFlywheelYaml } from '../../core/config/parse.ts';
import { actingUser } from '../acting-user.ts';
import { answer, flywheelCommand, type CommonOptions } from '../command.ts';

/** The `apply` command: a configuration becomes the agent's next version, its schedule follows. */
export const applyCommand = () =>
  flywheelCommand('apply', 'validate and store a flywheel.yaml, create or update its schedule')
    .requiredOption('-f, --file <file>', 'the agent\'s configuration; examples/flywheel.yaml shows every field')
    .option('--by <name>', 'who applies it; stands with the version and the schedule', actingUser())
    .action((options: CommonOptions & { file: string; by: string }) =>
      answer(options, async (session) => {
        const config = parseFlywheelYaml(await readTextFile(options.file, 'a flywheel.yaml'), options.file);
        const { name } = config.agent;
        const temporal = await session.temporal();
        let schedule = '';
        const { version, changed } = await applyWithChampion(session.pool, config, options.by, async (applied) => {
          schedule = await ensureSchedule(temporal, config, `version ${applied.version}, applied by ${options.by}`, session.taskQueue);
        });
        const champion = await findChampion(session.pool, name);
        return {
          data: { agent: name, version, changed, schedule, champion: champion?.id },
          text: `${name}: version ${version}${changed ? '' : ' (unchanged)'}, schedule ${schedule}, champion ${champion?.id} (${champion?.model})`,
        };
      }),
    );
