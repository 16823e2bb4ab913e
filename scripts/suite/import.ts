import { basename } from 'node:path';
import { parseSuiteFile } from '../../adapters/files/parse-suite-file.ts';
import { describeFault, InputError } from '../../core/errors/input-error.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { freezeOptions, keepSuite } from './freeze.ts';

type ImportOptions = CommonOptions & { name?: string; strict?: true };

/** `suite import`: freezes the cases of a file. */
export const suiteImport = () =>
  agentCommand('import', 'freeze the cases of a file: CSV text,category or JSON lines {input | messages, expected, ...}')
    .argument('<file>', 'what stands in it gates every later candidate, and never trains one')
    .option('--name <name>', 'what people call it; its id comes from its content (default: the file\'s name)')
    .option('--strict', 'freeze nothing where any line is bad')
    .action((file: string, options: ImportOptions) =>
      answerForAgent(options, async (session, agent) => {
        const parsed = await parseSuiteFile(file);
        if (parsed.cases.length === 0 || (options.strict === true && parsed.faults.length > 0)) {
          throw new InputError(parsed.faults.length > 0 ? parsed.faults : { source: file, found: 'no cases', expected: 'at least one case' });
        }
        for (const fault of parsed.faults) process.stderr.write(`${describeFault(fault)}\n`);
        const frozen = freezeSuite(agent, parsed.cases, await freezeOptions(session, agent));
        const kept = await keepSuite(session, { ...frozen, agent, name: options.name ?? basename(file) });
        return {
          data: { agent, suite: frozen.id, ...kept, duplicates: parsed.duplicates.length, bad: parsed.faults.length },
          text: `suite ${frozen.id}: ${kept.cases} cases${kept.created ? '' : ' (was there already)'}${parsed.duplicates.length > 0 ? `, ${parsed.duplicates.length} repetitions left out` : ''}`,
        };
      }),
    );
