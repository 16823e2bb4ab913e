import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { openPool } from '../../adapters/store/database.ts';
import { connectTemporal, temporalConfig } from '../../adapters/temporal/connection.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { Command, InvalidArgumentError } from 'commander';
import { wantedPorts } from '../../sandbox/stack/ports.ts';
import type { Stack } from '../../sandbox/stack/stack.ts';
import { tableHead, tableRow } from '../demo/day-report.ts';
import { playDemo, type DemoResult } from '../demo/play.ts';
import { csvWorld, supportWorld } from '../demo/world.ts';
import { exitCodes } from '../exit-code.ts';
import { defaultDataFolder, describeStack, startDevStack } from './dev.ts';

type DemoOptions = { dir: string; days?: number; exit?: true; out?: string; traffic?: string; suite?: string; seed: number };

const usualDays = 3;

/** The `demo` command, which is also `npm start`: everything on this machine, and a flywheel that turns. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('start everything and watch a flywheel turn: simulated days of traffic, real cycles (npm start)')
    .description('Starts the embedded stack and plays days of traffic against it; after each day a real cycle runs. Then it stays up until Ctrl-C.')
    .option('--days <n>', `simulated days (default: ${usualDays}, with --traffic 10)`, wholeNumber)
    .option('--traffic <file>', 'CSV text,category: replay these questions instead; the agent answers with the category')
    .option('--suite <file>', 'CSV text,category: half of it gates, the other half stays sealed until the end')
    .option('--seed <n>', 'of how the files are shuffled and split', wholeNumber, 1)
    .option('--exit', 'stop everything after the last day')
    .option('--out <file>', 'write the figures as JSON')
    .option('--dir <folder>', 'data, keys and logs', defaultDataFolder)
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  if ((options.traffic === undefined) !== (options.suite === undefined)) {
    throw new InputError({ field: options.traffic === undefined ? '--traffic' : '--suite', found: 'nothing', expected: 'both files or neither' });
  }
  const world =
    options.traffic !== undefined && options.suite !== undefined
      ? await csvWorld(options.traffic, options.suite, options.days ?? 10, options.seed)
      : supportWorld(options.days ?? usualDays);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
  const say = (line: string) => process.stdout.write(`${line}\n`);

  let stack: Stack | undefined;
  try {
    stack = await startDevStack({ dir: options.dir, report: (line) => process.stderr.write(`${line}\n`), signal: interrupted.signal });
    process.stdout.write(describeStack(stack, wantedPorts));
    const playing = play(stack, world, say);
    const result = await Promise.race([playing, aborted(interrupted.signal)]);
    if (result === undefined) {
      playing.catch(() => undefined);
      process.exitCode = exitCodes.interrupted;
      return;
    }
    if (options.out !== undefined) await writeAtomically(options.out, `${JSON.stringify(result, null, 2)}\n`);
    if (options.exit) return;
    say(`\nEverything stays up. Look around in ${stack.uiUrl}, or in another terminal: npx flywheel status`);
    await aborted(interrupted.signal);
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.exitCode = exitCodes.interrupted;
  } finally {
    process.stderr.write('Stopping\n');
    await stack?.stop();
  }
}

async function play(stack: Stack, world: Parameters<typeof playDemo>[3], say: (line: string) => void): Promise<DemoResult> {
  const pool = openPool(stack.databaseUrl);
  const temporal = await connectTemporal(temporalConfig(stack.env));
  try {
    say('');
    let headed = false;
    const result = await playDemo(stack, pool, temporal, world, {
      say: (line) => say(headed ? `\n${line}` : line),
      day(report) {
        if (!headed) say(`\n${tableHead()}`);
        headed = true;
        say(tableRow(report));
      },
    });
    const { sealed, days } = result;
    if (sealed) say(`\nOn the sealed cases, looked at only now: ${(100 * sealed.first).toFixed(1)} % on day 0, ${(100 * sealed.last).toFixed(1)} % now.`);
    const spent = days.reduce((sum, day) => sum + day.cost_usd, 0);
    say(`\n${days.filter((day) => day.verdict === 'promote').length} candidates were released, ${days.filter((day) => day.verdict === 'reject').length} refused; $${spent.toFixed(2)} at the sandbox's invented prices, nothing was paid.`);
    for (const { day, cycle } of days) say(`  day ${day}: ${stack.uiUrl}/namespaces/default/workflows/${encodeURIComponent(cycle)}`);
    return result;
  } finally {
    await temporal.connection.close();
    await pool.end();
  }
}

/** Resolves when the signal is aborted. */
async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return undefined;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 9999 is expected.');
  return Number(text);
}
