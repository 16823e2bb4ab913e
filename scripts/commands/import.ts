import { Option } from 'commander';
import { parseInteractionFile } from '../../adapters/files/parse-interaction-file.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { importRows, type Imported } from '../../adapters/store/import-log.ts';
import { describeFault } from '../../core/errors/input-error.ts';
import { createRedactor } from '../../core/privacy/redact-text.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { rowProgress } from '../progress.ts';

/** Bad lines shown one by one; the count tells the rest. */
const shownFaults = 20;

type ImportOptions = CommonOptions & { as: 'logs' | 'samples'; strict?: true };

/** The `import` command. Exit code 2 when nothing was accepted, or with --strict when any line is bad. */
export const importCommand = () =>
  agentCommand('import', 'bring in logs, feedback or training examples from a file; importing twice changes nothing')
    .argument('<file>', 'JSON lines or a JSON array, also gzipped; the format is recognised')
    .addOption(new Option('--as <kind>', 'what the rows are: logs (interactions, feedback; told apart by themselves) or training examples, which look like logs').choices(['logs', 'samples']).default('logs'))
    .option('--strict', 'exit with 2 where any line is bad; the good ones are stored all the same')
    .action((file: string, options: ImportOptions) =>
      answerForAgent(options, async (session, agent) => {
        const pseudonymKey = await session.pseudonymKey();
        const { config } = await getAgent(session.pool, agent);
        const redactor = createRedactor(config.analyze.redact);
        const progress = rowProgress();
        const done = await importRows(session.pool, agent, parseInteractionFile(file, { agent, pseudonymKey, redactor, as: options.as }), progress.at).finally(progress.end);
        for (const fault of done.faults.slice(0, shownFaults)) process.stderr.write(`${describeFault({ source: file, ...fault })}\n`);
        if (done.bad > 0) process.stderr.write(`${done.bad} bad ${done.bad === 1 ? 'line was' : 'lines were'} left out\n`);
        const failed = done.accepted === 0 || (options.strict === true && done.bad > 0);
        return { data: { agent, ...done }, text: describe(done), ...(failed && { exitCode: exitCodes.usage }) };
      }),
    );

function describe({ accepted, stored, waiting, blocked, redacted, format }: Imported): string {
  const fresh = Object.entries(stored).filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
  const hidden = Object.entries(redacted).map(([category, count]) => `${count} ${category.toLowerCase()}`);
  return [
    `${accepted} rows accepted${format ? ` (${format})` : ''}; new: ${fresh.join(', ') || 'nothing'}`,
    ...(waiting > 0 ? [`${waiting} feedback rows wait for their interaction`] : []),
    ...(blocked > 0 ? [`${blocked} interactions stay out: their users were erased and blocked`] : []),
    ...(hidden.length > 0 ? [`redacted: ${hidden.join(', ')}`] : []),
  ].join('\n');
}
