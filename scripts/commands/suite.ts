import { basename } from 'node:path';
import { Command } from 'commander';
import { parseSuiteFile } from '../../adapters/files/parse-suite-file.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { storeSuite } from '../../adapters/store/suites.ts';
import { describeFault, InputError } from '../../core/errors/input-error.ts';
import { smallestSampleWithoutFlip } from '../../core/gate/sample-size.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';

type SuiteOptions = CommonOptions & { name?: string; strict?: true };

/** The `suite` command: the frozen cases that every candidate is measured on. */
export const suiteCommand = () =>
  new Command('suite').summary('the frozen cases that the gate compares on').description('The frozen cases that every candidate is measured on.').addCommand(
    agentCommand('import', 'freeze the cases of a file: CSV text,category or JSON lines {input | messages, expected, ...}')
      .argument('<file>', 'what stands in it gates every later candidate, and never trains one')
      .option('--name <name>', 'what people call it; its id comes from its content (default: the file\'s name)')
      .option('--strict', 'freeze nothing where any line is bad')
      .action((file: string, options: SuiteOptions) =>
        answerForAgent(options, async (session, agent) => {
          const parsed = await parseSuiteFile(file);
          if (parsed.cases.length === 0 || (options.strict === true && parsed.faults.length > 0)) {
            throw new InputError(parsed.faults.length > 0 ? parsed.faults : { source: file, found: 'no cases', expected: 'at least one case' });
          }
          for (const fault of parsed.faults) process.stderr.write(`${describeFault(fault)}\n`);
          const frozen = freezeSuite(agent, parsed.cases);
          const { created } = await storeSuite(session.pool, { ...frozen, agent, name: options.name ?? basename(file) });
          const { gate } = (await getAgent(session.pool, agent)).config;
          const least = smallestSampleWithoutFlip(gate.margin, gate.alpha);
          const n = frozen.cases.length;
          if (n < least) process.stderr.write(`${n} cases are few: only a clearly better candidate can pass; to show that one is no worse by more than ${gate.margin}, at least ${least} are needed\n`);
          return {
            data: { agent, suite: frozen.id, cases: n, created, duplicates: parsed.duplicates.length, bad: parsed.faults.length, leastCases: least },
            text: `suite ${frozen.id}: ${n} cases${created ? '' : ' (was there already)'}${parsed.duplicates.length > 0 ? `, ${parsed.duplicates.length} repetitions left out` : ''}`,
          };
        }),
      ),
  );
