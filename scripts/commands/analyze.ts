import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { analyzeFiles } from '../../adapters/analysis/analyze-files.ts';
import { inputFiles } from '../../adapters/analysis/inputs.ts';
import { outputFormats, type OutputFormat } from '../../adapters/analysis/options.ts';
import { readCalibration } from '../../adapters/analysis/read-calibration.ts';
import type { Summary } from '../../adapters/analysis/summary.ts';
import { readTextFile } from '../../adapters/files/read-text-file.ts';
import { analyzeSchema } from '../../core/analysis/config.ts';
import { cohortFields, type CohortField } from '../../core/cohorts/cohort.ts';
import { parseYaml } from '../../core/config/parse.ts';
import { languages, type Language } from '../../core/signals/reason-text.ts';
import { exitCodes } from '../exit-code.ts';
import { rowProgress } from '../progress.ts';

type AnalyzeOptions = {
  out: string; config?: string; calibration?: string; lang: Language | 'auto'; format: OutputFormat; workers: number; cohortBy: CohortField[]; strict?: true; json?: true;
};

/** The `analyze` command: no server is needed. Exit code 2 when nothing was accepted, or with --strict when any line is bad. */
export const analyzeCommand = () =>
  new Command('analyze')
    .summary('find the bad cases in log files; no server is needed')
    .description('Finds the bad cases in logs: reads any log format, redacts personal data, says for every row how suspicious it is and why.')
    .argument('<inputs...>', 'files, folders (everything below that is *.jsonl, *.ndjson or *.json, also .gz), or - for standard input')
    .requiredOption('--out <folder>', 'where the results go; the folder is made')
    .option('--config <file>', 'the `analyze` section of flywheel.yaml as a file of its own')
    .option('--calibration <file>', 'calibration.json of an earlier analysis: what is usual for tokens, latency and perplexity')
    .addOption(new Option('--lang <language>', 'language of the report; auto: that of an earlier pass over the rows (agent_pipeline_output_lang), else of most rows').choices([...languages, 'auto']).default('en'))
    .addOption(new Option('--format <names>', 'names of the computed fields: meta and stats, or those of Data-Juicer').choices(outputFormats).default('flywheel'))
    .option('--workers <n>', 'threads that analyze rows', workerCount, Math.min(8, availableParallelism()))
    .option('--cohort-by <fields>', `what cohorts.csv is grouped by: ${cohortFields.join(', ')}`, cohortList, ['model', 'pt'] as CohortField[])
    .option('--strict', 'exit with 2 where any line is bad; the results are written all the same')
    .option('--json', 'print the summary for machines, and nothing else on stdout')
    .action(async (inputs: string[], options: AnalyzeOptions) => {
      const config = parseYaml(options.config === undefined ? '{}' : await readTextFile(options.config), options.config ?? 'defaults', analyzeSchema);
      const beside = config.signals.calibration_json_path;
      const calibrationFile = options.calibration ?? (beside === undefined ? undefined : join(dirname(options.config ?? '.'), beside));
      const calibration = calibrationFile === undefined ? null : await readCalibration(calibrationFile);
      const files = await inputFiles(inputs);
      const progress = rowProgress();
      const summary = await interruptible((signal) =>
        analyzeFiles({
          files, stdin: process.stdin, out: options.out, workers: options.workers, signal, onRows: progress.at,
          options: { config, calibration, format: options.format, language: options.lang, cohortBy: options.cohortBy },
          clock: () => performance.now(), createdAt: new Date(),
        }).finally(progress.end),
      );
      if (summary === undefined) return;
      process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : `${describe(summary, options.out)}\n`);
      if (summary.rejected > 0) process.stderr.write(`${summary.rejected} bad ${summary.rejected === 1 ? 'line was' : 'lines were'} left out: ${join(options.out, 'rejects.jsonl')}\n`);
      if (summary.rows === 0) process.stderr.write('no row was accepted\n');
      if (summary.rows === 0 || (options.strict === true && summary.rejected > 0)) process.exitCode = exitCodes.usage;
    });

/** Runs `work` until it ends or Ctrl-C stops it: then undefined, and what was begun is tidied up. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (error !== stop.signal.reason) throw error;
    process.stderr.write('interrupted; nothing was written\n');
    process.exitCode = exitCodes.interrupted;
    return undefined;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function describe({ rows, rejected, tiers, signals, redactions, seconds, rows_per_second }: Summary, out: string): string {
  const list = (counts: Record<string, number>): string => Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
  return [
    `${rows} rows (${rejected} left out) in ${seconds} s, ${rows_per_second} a second`,
    `tiers: ${list(tiers)}`,
    `signals: ${list(signals)}`,
    `redacted: ${list(redactions)}`,
    `look at ${join(out, 'report.html')}; the worst rows are in ${join(out, 'slices')}`,
  ].join('\n');
}

function workerCount(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 99 is expected.');
  return Number(text);
}

function cohortList(text: string): CohortField[] {
  const fields = text.split(',').map((field) => field.trim());
  const known = fields.filter((field): field is CohortField => (cohortFields as readonly string[]).includes(field));
  if (known.length !== fields.length || new Set(known).size !== known.length) throw new InvalidArgumentError(`Some of ${cohortFields.join(', ')} are expected, each once, separated by commas.`);
  return known;
}
