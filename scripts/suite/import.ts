import { basename } from 'node:path';
import { parseSuiteFile } from '../../adapters/files/parse-suite-file.ts';
import { currentSuite, suiteCases } from '../../adapters/store/suites.ts';
import { describeFault, InputError } from '../../core/errors/input-error.ts';
import { withCases } from '../../core/suite/next-version.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { freezeOptions, keepSuite } from './freeze.ts';

type ImportOptions = CommonOptions & { name?: string; strict?: true; add?: true };

/** `suite import`: freezes the cases of a file. */
export const suiteImport = () =>
  agentCommand('import', 'freeze the cases of a file: CSV text,category or JSON lines {input | messages, expected, ...}')
    .argument('<file>', 'what stands in it gates every later candidate, and never trains one')
    .option('--name <name>', 'what people call it; its id comes from its content (default: the file\'s name)')
    .option('--add', 'add them to the suite that gates, instead of a suite of these cases alone')
    .option('--strict', 'freeze nothing where any line is bad')
    .action((file: string, options: ImportOptions) =>
      answerForAgent(options, async (session, agent) => {
        const parsed = await parseSuiteFile(file);
        if (parsed.cases.length === 0 || (options.strict === true && parsed.faults.length > 0)) {
          throw new InputError(parsed.faults.length > 0 ? parsed.faults : { source: file, found: 'no cases', expected: 'at least one case' });
        }
        for (const fault of parsed.faults) process.stderr.write(`${describeFault(fault)}\n`);
        const frozen = freezeSuite(agent, parsed.cases, await freezeOptions(session, agent));
        const before = await currentSuite(session.pool, agent);
        const joined = options.add === true ? before : undefined;
        const { added, ...suite } = joined ? withCases(agent, await suiteCases(session.pool, joined.id), frozen.cases) : { ...frozen, added: frozen.cases.length };
        const kept = await keepSuite(session, { ...suite, agent, name: options.name ?? joined?.name ?? basename(file), ...(joined && { family: joined.family }) });
        const replaced = !joined && before && before.id !== suite.id ? before : undefined;
        if (replaced) process.stderr.write(`it gates instead of ${replaced.id} with ${replaced.cases} cases; with --add they would have stayed\n`);
        const notes = [
          ...(joined ? [`${added} of them new`] : []),
          ...(parsed.duplicates.length > 0 ? [`${parsed.duplicates.length} repetitions left out`] : []),
          ...(parsed.faults.length > 0 ? [`${parsed.faults.length} bad ones left out`] : []),
        ];
        return {
          data: { agent, suite: suite.id, ...kept, added, replaced: replaced?.id ?? null, duplicates: parsed.duplicates.length, bad: parsed.faults.length },
          text: [`suite ${suite.id}: ${kept.cases} cases${kept.created ? '' : ' (was there already)'}`, ...notes].join(', '),
        };
      }),
    );
