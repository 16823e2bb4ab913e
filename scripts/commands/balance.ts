import { Command, InvalidArgumentError } from 'commander';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { missingInEnglish } from '../../core/balancing/card.ts';
import { cardPage } from '../../core/balancing/card-section.ts';
import { pairLines, splitLines } from '../../core/balancing/output-lines.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { balanceConfiguration } from '../balance/configuration.ts';
import { balanceFile, type BalancedFile } from '../balance/balance-file.ts';
import { exitCodes } from '../exit-code.ts';
import { checkResultFile } from '../result-file.ts';

type Options = {
  config?: string; out: string; val?: string; test?: string; manifest?: string; report?: string; pairs?: string;
  heldOut?: string[]; sealed?: string; seed?: number; strict?: true; json?: true;
};

const outputs = ['out', 'val', 'test', 'manifest', 'report', 'pairs'] as const;

/** Held out for validation where a file for it is named and no share is configured. */
const usualShare = 0.1;

/** The `balance` command: a balanced training set of a file of candidates, no server needed. Exit code 2 with --strict where a limit had to give way. */
export const balanceCommand = () =>
  new Command('balance')
    .summary('a balanced training set of a file of samples, no server needed')
    .description('Decides which rows of a file train and how often, within the limits of the balance section, and says what it could not keep and what is missing.')
    .argument('<file>', 'JSON lines {id, intent, messages, origin?, task?, severity?, session?, group?, user?, weight?, at?, rejected?, paraphrase_of?}')
    .option('--config <file>', 'the balance section of a flywheel.yaml; the defaults without')
    .requiredOption('--out <file>', 'the training file: {messages, weight?}, a line for each copy')
    .option('--val <file>', `validation rows, never trained on; val_share of the configuration, else ${usualShare}`)
    .option('--test <file>', `test rows, likewise; test_share or test_from, else ${usualShare}`)
    .option('--manifest <file>', 'what became of each row: split, copies, weight, reason')
    .option('--report <file>', 'the report with the data card; as a page where its name ends in .html')
    .option('--pairs <file>', 'preference pairs (DPO) of the rows that train and have a rejected reply')
    .option('--held-out <files...>', 'suites (CSV text,category or JSON lines) whose questions must never train, near-twins included')
    .option('--sealed <manifest>', 'an earlier manifest: whatever it held out or trained on stays so')
    .option('--seed <n>', 'instead of the configured one', wholeNumber)
    .option('--strict', 'exit with 2 where any limit had to give way; the files are written all the same')
    .option('--json', 'print the report for machines')
    .action(async (file: string, options: Options) => {
      await checkOutputs(options);
      const configured = await balanceConfiguration(options.config);
      const config = {
        ...configured,
        ...(options.seed !== undefined && { seed: options.seed }),
        val_share: options.val === undefined ? 0 : configured.val_share || usualShare,
        test_share: options.test === undefined ? 0 : configured.test_share || (configured.test_from === undefined ? usualShare : 0),
      };
      if (options.test === undefined) delete config.test_from;
      const balanced = await balanceFile({ candidates: file, suites: options.heldOut ?? [], sealed: options.sealed }, config);
      await write(balanced, options);
      process.stdout.write(options.json === true ? `${JSON.stringify(balanced.report, null, 2)}\n` : summary(balanced));
      const kept = balanced.report.feasible && balanced.report.limits.every(({ holds }) => holds);
      if (options.strict === true && !kept) process.exitCode = exitCodes.usage;
    });

async function checkOutputs(options: Options): Promise<void> {
  const named = outputs.flatMap((name) => options[name] ?? []);
  const twice = named.find((path, index) => named.indexOf(path) !== index);
  if (twice !== undefined) throw new InputError({ found: `${twice} for two results`, expected: 'a file of its own for each' });
  for (const path of named) await checkResultFile(path);
}

async function write({ manifest, contents, report }: BalancedFile, options: Options): Promise<void> {
  const { out, val, test, pairs } = options;
  await writeAtomically(out, splitLines(manifest, 'train', contents));
  if (val !== undefined) await writeAtomically(val, splitLines(manifest, 'val', contents));
  if (test !== undefined) await writeAtomically(test, splitLines(manifest, 'test', contents));
  if (pairs !== undefined) await writeAtomically(pairs, pairLines(manifest, contents));
  if (options.manifest !== undefined) await writeAtomically(options.manifest, manifest.values().map((row) => `${JSON.stringify(row)}\n`));
  if (options.report !== undefined) await writeAtomically(options.report, options.report.endsWith('.html') ? cardPage(report.card) : `${JSON.stringify(report, null, 2)}\n`);
}

function summary({ dataset, report }: BalancedFile): string {
  const broken = report.limits.filter(({ holds }) => !holds);
  const out = Object.entries(report.dropped).filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`);
  return `${[
    `${dataset}: ${report.size} rows (${report.card.distinct} different ones of ${report.card.candidates})`,
    ...(out.length > 0 ? [`left out: ${out.join(', ')}`] : []),
    ...(report.held_out.val + report.held_out.test > 0 ? [`held out: ${report.held_out.val} to validate, ${report.held_out.test} to test`] : []),
    broken.length === 0 ? 'every limit holds' : `not kept: ${broken.map(({ name, limit, observed }) => `${name} ${limit} (is ${Number(observed.toFixed(4))})`).join(', ')}`,
    ...report.steps.map((step) => `- ${step}`),
    ...missingInEnglish(report.card).map((need) => `- ${need}`),
  ].join('\n')}\n`;
}

function wholeNumber(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}
