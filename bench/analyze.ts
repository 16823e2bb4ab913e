// The analysis of agent logs: rows a second with one and two threads beside a plain JSON parse + stringify of the same
// file, peak memory, what is left when only files are read, redacted and written, and what each operator costs. Usage: node bench/analyze.ts [ROWS ...]
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBatchAnalyzer } from '../core/analysis/analyzer.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { operatorNames } from '../core/analysis/operator-names.ts';
import { createMarker } from '../core/cohorts/mark-row.ts';
import { writeAgentRows } from './agent-rows.ts';

const program = join(import.meta.dirname, '../scripts/flywheel.ts');
/** Of Linux, wherever it runs. */
const ticksPerSecond = 100;
const print = (cells: readonly (number | string)[]): void => void process.stdout.write(`${cells.map((cell) => String(cell).padStart(16)).join('')}\n`);

/** One core, nothing but JSON: the speed that no analysis can reach. */
async function jsonRate(path: string): Promise<{ clock: number; processor: number }> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  let [rows, bytes] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    bytes += JSON.stringify(JSON.parse(line)).length;
    rows += 1;
  }
  if (bytes === 0) throw new Error('an empty file');
  const { user, system } = process.cpuUsage(used);
  return { clock: rows / ((performance.now() - started) / 1_000), processor: rows / ((user + system) / 1e6) };
}

/** Of the processor, all threads together: on a busy machine only that says what the work costs. */
type Run = { seconds: number; processorSeconds: number; peakMiB: number; rowsPerSecond: number; rows: number };

/** The command as a user runs it, start included. The peak is the system's own figure (Linux), polled. */
async function analyze(path: string, out: string, workers: number, options: readonly string[] = []): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'analyze', path, '--out', out, '--workers', String(workers), '--json', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let peakKiB = 0;
  let ticks = 0;
  const timer = setInterval(() => {
    void readFile(`/proc/${child.pid}/status`, 'utf8').then((status) => (peakKiB = Math.max(peakKiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))), () => undefined);
    void readFile(`/proc/${child.pid}/stat`, 'utf8').then((stat) => {
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks = Math.max(ticks, Number(fields[11]) + Number(fields[12]));
    }, () => undefined);
  }, 100);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`analyze ended with ${code}`);
  const seconds = (performance.now() - started) / 1_000;
  const { rows } = JSON.parse(stdout) as { rows: number };
  return { seconds, rows, processorSeconds: ticks / ticksPerSecond, peakMiB: peakKiB / 1_024, rowsPerSecond: rows / seconds };
}

const rounds = 9;
/** As in the command. */
const batchRows = 32;

/**
 * Microseconds of processor time a row, of each step on top of the ones before it: all of them in turn, and the median of
 * the differences within a turn. What else the machine does changes from turn to turn, less within one.
 */
async function operatorCosts(path: string): Promise<void> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  const batches = Array.from({ length: Math.ceil(lines.length / batchRows) }, (_, place) => lines.slice(place * batchRows, (place + 1) * batchRows));
  type Work = (batch: readonly string[]) => unknown;
  const cost = (work: Work): number => {
    const used = process.cpuUsage();
    for (const batch of batches) work(batch);
    const { user, system } = process.cpuUsage(used);
    return (user + system) / lines.length;
  };
  const upTo = (count: number) => {
    const analyze = createBatchAnalyzer(analyzeSchema.parse({ operators_off: operatorNames.slice(count) }));
    return (batch: readonly string[]) => analyze(batch.map((line) => ({ line: 1, raw: JSON.parse(line) as unknown })));
  };
  const config = analyzeSchema.parse({});
  const [whole, mark] = [upTo(operatorNames.length), createMarker(config.signals, null)];
  const marked = (batch: readonly string[]) => whole(batch).map((result) => ('row' in result ? { row: result.row, marked: mark(result.row, true) } : undefined));
  const steps: [name: string, work: Work][] = [
    ['JSON parse', (batch) => batch.map((line) => JSON.parse(line) as unknown)],
    ['redact, format', upTo(0)],
    ...operatorNames.map((name, place): (typeof steps)[number] => [name, upTo(place + 1)]),
    ['signals', marked],
    ['JSON stringify', (batch) => marked(batch).map((row) => JSON.stringify(row))],
  ];
  const own = steps.map(() => [] as number[]);
  // The first turn only warms up.
  for (let round = -1; round < rounds; round++) {
    let before = 0;
    for (const [place, [, work]] of steps.entries()) {
      const us = cost(work);
      if (round >= 0) own[place]!.push(us - before);
      before = us;
    }
  }
  const costs = own.map((found) => found.sort((one, other) => one - other)).map((sorted) => ({ us: Math.max(0, sorted[rounds >> 1]!), low: sorted[rounds >> 2]!, high: sorted[rounds - 1 - (rounds >> 2)]! }));
  const total = costs.reduce((sum, { us }) => sum + us, 0);
  print(['step', 'us a row', 'middle half', 'share']);
  for (const [place, { us, low, high }] of costs.entries()) print([steps[place]![0], us.toFixed(1), `${low.toFixed(1)}..${high.toFixed(1)}`, `${((100 * us) / total).toFixed(1)} %`]);
}

const sizes = process.argv.slice(2).map(Number);
const scratch = await mkdtemp(join(tmpdir(), 'flywheel-bench-'));
try {
  const bare = join(scratch, 'bare.yaml');
  await writeFile(bare, `operators_off: [${operatorNames.join(', ')}]\n`);
  print(['rows', 'MB', 'threads', 'seconds', 'rows/s', 'peak MiB', 'JSON rows/s', 'of JSON', 'rows/CPU s', 'of JSON (CPU)']);
  for (const rows of sizes.length > 0 ? sizes : [10_000, 100_000]) {
    const [path, out] = [join(scratch, 'rows.jsonl'), join(scratch, 'out')];
    await writeAgentRows(path, rows);
    const { size } = await stat(path);
    const runs = [{ label: '1', workers: 1 }, { label: '2', workers: 2 }, { label: '2, no operator', workers: 2, options: ['--config', bare] }];
    for (const { label, workers, options } of rows > 200_000 ? runs.slice(1) : runs) {
      const json = await jsonRate(path);
      const { seconds, rowsPerSecond, processorSeconds, peakMiB } = await analyze(path, out, workers, options);
      print([rows, (size / 1e6).toFixed(0), label, seconds.toFixed(1), Math.round(rowsPerSecond), Math.round(peakMiB), Math.round(json.clock), (rowsPerSecond / json.clock).toFixed(3), Math.round(rows / processorSeconds), (rows / processorSeconds / json.processor).toFixed(3)]);
      await rm(out, { recursive: true });
    }
  }
  await writeAgentRows(join(scratch, 'rows.jsonl'), 1_000);
  await operatorCosts(join(scratch, 'rows.jsonl'));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
