import { Command, InvalidArgumentError, Option } from 'commander';
import { annotateFiles, workFileOf, type AnnotationSummary, type Rejected } from '../../adapters/annotation/annotate-files.ts';
import { inputFiles } from '../../adapters/analysis/inputs.ts';
import { openChat, openClient } from '../../adapters/llm/chat.ts';
import { ProviderError } from '../../adapters/llm/provider-error.ts';
import { environmentFor } from '../../adapters/stack/environment.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { languages } from '../../core/signals/reason-text.ts';
import { annotateConfiguration, type AnnotateOptions } from '../annotate/configuration.ts';
import { exitCodes, OutOfReachError } from '../exit-code.ts';
import { rowProgress } from '../progress.ts';
import { checkResultFile } from '../result-file.ts';

type Options = AnnotateOptions & { out: string; dir: string; strict?: true; json?: true };

/** Reasons that are told one by one; of more only the number. */
const toldRejects = 5;

/** The `annotate` command: no server but the provider. Exit code 3 when the budget ended it, 4 when the provider is out of reach. */
export const annotateCommand = () =>
  new Command('annotate')
    .summary('let a judge annotate log files: what went wrong, how bad, why, and what would have been right')
    .description(
      'Asks a judge about every row of logs of any format, one structured call each, and writes the rows with its verdicts. Personal data is redacted before anything is sent. A run that was stopped goes on where it was; nothing is paid twice.',
    )
    .argument('<inputs...>', 'files, folders (everything below that is *.jsonl, *.ndjson or *.json, also .gz), or - for standard input')
    .requiredOption('--out <file>', 'where the annotated rows go, as JSON lines in the order of the inputs; beside it, while the work goes on, a file that ends in .work')
    .option('--config <file>', 'the `annotate` section of flywheel.yaml, or the whole file')
    .option('--judge <model>', 'the model that judges')
    .addOption(new Option('--lang <language>', "the judge's language; by default preferred_output_lang").choices(languages))
    .option('--concurrency <n>', 'calls at the same time', callCount)
    .option('--dir <folder>', 'data folder of the embedded stack, where OPENAI_API_KEY is not set', '.flywheel')
    .option('--strict', 'exit with 2 where any line is bad; the result is written all the same')
    .option('--json', 'print the summary for machines, and nothing else on stdout')
    .action(async (inputs: string[], options: Options) => {
      const { annotate, analyze } = await annotateConfiguration(options);
      await checkResultFile(options.out);
      const files = await inputFiles(inputs, options.out);
      const { client, pseudonymKey } = provider(options.dir);
      const progress = rowProgress();
      const { summary, rejects } = await interruptible((signal) =>
        annotateFiles({ files, stdin: process.stdin, out: options.out, annotate, analyze, chat: openChat(client), pseudonymKey, signal, onRows: progress.at }).finally(progress.end),
      ).catch((error: unknown) => {
        if (!(error instanceof ProviderError)) throw error;
        // The rows were redacted: what a provider says of them may be shown.
        const wanted = wantedBy(error.type, annotate.judge);
        if (wanted !== undefined) throw new InputError({ source: 'the provider', found: `${error.message}: ${error.detail.slice(0, 300)}`, expected: wanted });
        throw new OutOfReachError('the provider', 'what is done is kept, the same command goes on', error.message);
      });
      process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : `${describe(summary, options.out)}\n`);
      tellRejects(rejects, files);
      process.exitCode = exitCodeOf(summary, options.strict === true);
    });

/** What is wrong with the call itself; undefined: the same one may do later. */
function wantedBy(type: ProviderError['type'], judge: string): string | undefined {
  if (type === 'provider_bad_request') return 'a request that it takes: see structured_output of the annotate section where it knows no JSON schema';
  if (type === 'provider_unauthorised' || type === 'provider_forbidden') return 'a key that it accepts in OPENAI_API_KEY';
  return type === 'provider_not_found' ? `a judge that it has at OPENAI_BASE_URL (asked for ${judge})` : undefined;
}

function exitCodeOf({ stopped, rows, rejected }: AnnotationSummary, strict: boolean): number {
  if (stopped === 'interrupted') return exitCodes.interrupted;
  if (stopped === 'price_unknown') return exitCodes.usage;
  if (stopped === 'budget') return exitCodes.undecided;
  return rows === 0 || (strict && rejected > 0) ? exitCodes.usage : exitCodes.done;
}

/** The variables, or the embedded stack's provider where no key is set. */
function provider(dir: string): { client: ReturnType<typeof openClient>; pseudonymKey: string | undefined } {
  const env = process.env['OPENAI_API_KEY'] ? process.env : environmentFor(dir).env;
  const apiKey = env['OPENAI_API_KEY'];
  if (!apiKey) throw new InputError({ source: 'environment', field: 'OPENAI_API_KEY', found: 'nothing', expected: 'the key of an OpenAI-shaped provider (OPENAI_BASE_URL says which), or a running `npx flywheel dev`' });
  const pseudonymKey = env['FLYWHEEL_PSEUDONYM_KEY'];
  return { client: openClient({ apiKey, baseUrl: env['OPENAI_BASE_URL'] || undefined }), pseudonymKey: pseudonymKey === '' ? undefined : pseudonymKey };
}

/** The first Ctrl-C lets the calls under way finish: they are paid for. The second ends at once. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function describe(summary: AnnotationSummary, out: string): string {
  const { rows, resumed, statuses, verdicts, calls_per_row, paid, stopped } = summary;
  const list = (counts: Record<string, number>): string => Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
  const cost = paid.unpriced > 0 ? `cost unknown: ${paid.unpriced} calls have no price` : `$${paid.costUsd.toFixed(4)}`;
  const reasons = { budget: 'the budget is spent', price_unknown: 'the budget is in money and the price is not known', interrupted: 'interrupted' };
  return [
    `${rows} rows annotated${resumed > 0 ? ` (${resumed} of them earlier)` : ''}: ${list(statuses)}`,
    `verdicts: ${list(verdicts)}`,
    `${paid.calls} calls${calls_per_row === null ? '' : `, ${calls_per_row.toFixed(2)} a row`}; ${paid.promptTokens + paid.completionTokens} tokens; ${cost}`,
    stopped === null ? (rows === 0 ? 'no row was accepted, nothing is written' : `written to ${out}`) : `${reasons[stopped]}; what is done is kept in ${workFileOf(out)}, the same command goes on`,
  ].join('\n');
}

function tellRejects(rejects: readonly Rejected[], files: readonly string[]): void {
  for (const { source, line, reason } of rejects.slice(0, toldRejects)) process.stderr.write(`${files[source]}:${line}: ${reason}\n`);
  if (rejects.length > 0) process.stderr.write(`${rejects.length} bad ${rejects.length === 1 ? 'line was' : 'lines were'} left out\n`);
}

function callCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 256) throw new InvalidArgumentError('A whole number from 1 to 256 is expected.');
  return Number(text);
}
