// The whole loop on labelled questions, several times with different splits: what `npm run evidence:loop` shows.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import type { DemoResult } from '../scripts/demo/play.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

const options = new Command('loop')
  .option('--traffic <file>', 'CSV text,category', '../shared/data/banking77/train.csv')
  .option('--suite <file>', 'CSV text,category', '../shared/data/banking77/test.csv')
  .option('--days <n>', 'days', '10')
  .option('--seeds <list>', 'of the splits', '1,2,3')
  .parse()
  .opts<{ traffic: string; suite: string; days: string; seeds: string }>();

/** The gate's margin: no released candidate may be worse than its predecessor by more, on cases that the gate never saw. */
const margin = 0.02;
const percent = (share: number): string => (100 * share).toFixed(1);

async function play(seed: string): Promise<{ result: DemoResult; seconds: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-loop-'));
  const started = performance.now();
  try {
    const out = join(dir, 'result.json');
    const { traffic, suite, days } = options;
    await run(process.execPath, [
      join(root, 'scripts/flywheel.ts'), 'demo', '--exit', '--dir', join(dir, 'stack'), '--out', out,
      '--traffic', traffic, '--suite', suite, '--days', days, '--seed', seed,
    ]);
    return { result: JSON.parse(await readFile(out, 'utf8')) as DemoResult, seconds: (performance.now() - started) / 1_000 };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

for (const file of [options.traffic, options.suite]) {
  if (!existsSync(file)) {
    process.stderr.write(`${file} is not there: give any pair of CSV files text,category with --traffic and --suite\n`);
    process.exit(2);
  }
}
const rows: string[] = [];
for (const seed of options.seeds.split(',')) {
  const { result, seconds } = await play(seed);
  const { days, sealed } = result;
  if (!sealed) throw new Error('nothing was sealed');
  const path = [sealed.first, ...sealed.promoted.map(({ accuracy }) => accuracy)];
  const worst = Math.min(...path.slice(1).map((accuracy, index) => accuracy - path[index]!));
  const annotated = days.reduce((sum, day) => sum + day.annotated, 0);
  rows.push(
    `| ${seed} | ${percent(sealed.first)} % | ${percent(sealed.last)} % | ${annotated} | ${sealed.promoted.length} | ${percent(worst)} points ${worst >= -margin ? '' : '(beyond the margin)'} | ${seconds.toFixed(0)} s |`,
  );
  process.stderr.write(`${rows.at(-1)}\n`);
}
process.stdout.write(
  ['| seed | sealed, day 0 | sealed, last day | judged | released | worst step on the sealed cases | time |', '|---|---|---|---|---|---|---|', ...rows, ''].join('\n'),
);
