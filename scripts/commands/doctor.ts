import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { environmentFor } from '../../adapters/stack/environment.ts';
import { examine, exitCodeOf } from '../doctor/examine.ts';
import type { Examined } from '../doctor/examine.ts';
import { checkResultFile } from '../result-file.ts';
import { defaultDataFolder } from './dev.ts';

/** The `doctor` command. Exit code 0: fine, or warnings only; 2: something to configure; 4: out of reach. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what is wrong with this installation, and what to do about it')
    .description(
      'Looks at Node, the packages, ports, Temporal, Postgres, the provider, keys, disk and the data folder, all at once and ' +
        'for three seconds at most. Changes nothing. Looks at the stack that runs on --dir, or, where TEMPORAL_ADDRESS or ' +
        'DATABASE_URL is set, at what the variables name.',
    )
    .option('--dir <folder>', 'data folder of the embedded stack', defaultDataFolder)
    .option('--json', 'print the findings for machines')
    .option('--out <file>', 'write them to a file instead; as JSON where its name ends in .json')
    .action(async (options: { dir: string; json?: true; out?: string }) => {
      if (options.out !== undefined) await checkResultFile(options.out);
      const { env, source } = environmentFor(options.dir);
      const findings = await examine({ env, source, dir: resolve(options.dir) });
      const exitCode = exitCodeOf(findings);
      const machine = options.json === true || options.out?.endsWith('.json') === true;
      const text = machine ? JSON.stringify({ exitCode, source, findings }, undefined, 2) : findings.map(describe).join('\n');
      if (options.out === undefined) process.stdout.write(`${text}\n`);
      else await writeAtomically(options.out, `${text}\n`);
      process.exitCode = exitCode;
    });
}

function describe({ status, check, found, remedy }: Examined): string {
  const line = `${status.padEnd(5)} ${check.padEnd(17)} ${found}`;
  return remedy === undefined ? line : `${line}\n${' '.repeat(24)}${remedy}`;
}
