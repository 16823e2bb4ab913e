import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { InputError } from '../../core/errors/input-error.ts';
import { wantedPorts } from '../../sandbox/stack/ports.ts';
import type { StackPorts } from '../../sandbox/stack/ports.ts';
import { StackError } from '../../sandbox/stack/stack-error.ts';
import { startStack } from '../../sandbox/stack/stack.ts';
import type { Stack, StackOptions } from '../../sandbox/stack/stack.ts';
import { exitCodes } from '../exit-code.ts';

export const defaultDataFolder = '.flywheel';

type DevOptions = { dir: string; reset?: true; portTemporal?: number; portUi?: number; portPostgres?: number; portProvider?: number; providerUrl?: string };

/** The `dev` command. Exit code 0 after Ctrl-C; 2 when another stack runs on the folder; 4 when a part does not come up. */
export function devCommand(): Command {
  return new Command('dev')
    .summary('start everything on this machine: Temporal and its UI, Postgres, a provider, a worker')
    .description(
      'Starts the embedded stack on the loopback address and keeps it running until Ctrl-C. ' +
        'Other commands find it by its data folder, so no variable has to be set. Data is kept between starts.',
    )
    .option('--dir <folder>', 'data, keys and logs; one stack runs on a folder at a time', defaultDataFolder)
    .option('--reset', 'remove what earlier starts kept in the folder first: database, history, tuned models, keys')
    .option('--port-temporal <port>', portText('Temporal', wantedPorts.temporal), parsePort)
    .option('--port-ui <port>', portText('its UI', wantedPorts.ui), parsePort)
    .option('--port-postgres <port>', portText('Postgres', wantedPorts.postgres), parsePort)
    .option('--port-provider <port>', portText('the sandbox provider', wantedPorts.provider), parsePort)
    .option('--provider-url <url>', 'a provider of your own instead of the sandbox, with the key in OPENAI_API_KEY; its calls cost money')
    .action(dev);
}

/** The stack with a worker of this checkout; `demo` starts the same one. */
export function startDevStack(options: Omit<StackOptions, 'children'>): Promise<Stack> {
  const worker = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));
  return startStack({ ...options, children: [{ name: 'Worker', argv: [process.execPath, worker] }] });
}

async function dev(options: DevOptions): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Once: who presses Ctrl-C again while the stack stops wants out, and the next start tidies up.
    process.once(signal, () => interrupted.abort());
  }
  const asked = wanted(options);
  let stack: Stack;
  try {
    stack = await startDevStack({
      dir: options.dir,
      ports: asked,
      reset: options.reset === true,
      ...(options.providerUrl !== undefined && { provider: ownProvider(options.providerUrl) }),
      report: (line) => process.stderr.write(`${line}\n`),
      signal: interrupted.signal,
    });
  } catch (error) {
    if (interrupted.signal.aborted) return;
    if (!(error instanceof StackError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCodes.outOfReach;
    return;
  }
  process.stdout.write(describeStack(stack, asked, 'npx flywheel apply -f examples/sandbox.yaml'));
  await new Promise<void>((resolve) => {
    if (interrupted.signal.aborted) resolve();
    interrupted.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  process.stderr.write('\nStopping\n');
  await stack.stop();
}

function wanted(options: DevOptions): StackPorts {
  return {
    temporal: options.portTemporal ?? wantedPorts.temporal,
    ui: options.portUi ?? wantedPorts.ui,
    postgres: options.portPostgres ?? wantedPorts.postgres,
    provider: options.portProvider ?? wantedPorts.provider,
  };
}

/** The addresses, one a line, each with the remark that its wanted port was taken where it was. */
export function describeStack(stack: Stack, asked: StackPorts, next?: string): string {
  const database = new URL(stack.databaseUrl);
  const below = relative(process.cwd(), stack.dir);
  const dir = below === '' || below.startsWith('..') ? stack.dir : below;
  const rows: readonly (readonly [string, string, number?])[] = [
    ['Temporal UI', stack.uiUrl, asked.ui],
    ['Temporal', stack.temporalAddress, asked.temporal],
    ['Postgres', `postgresql://${database.username}@${database.host}${database.pathname}`, asked.postgres],
    ['Provider', stack.providerUrl, asked.provider],
    ['Data, logs', dir],
  ];
  const lines = rows.map(([name, place, port]) => {
    const moved = port === undefined || place.includes(`:${port}`) ? '' : `  (${port} is taken)`;
    return `  ${name.padEnd(13)}${place}${moved}`;
  });
  const here = dir === defaultDataFolder ? '' : ` --dir ${dir}`;
  return ['Flywheel runs.', '', ...lines, '', ...(next === undefined ? [] : [`Next, in another terminal: ${next}${here}`]), 'Ctrl-C stops everything; the data stays.', ''].join('\n');
}

function ownProvider(url: string): { url: string; apiKey: string } {
  const apiKey = process.env['OPENAI_API_KEY'];
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new InputError({ field: '--provider-url', found: url, expected: 'the URL of an OpenAI-shaped API, e.g. https://host/v1' });
  if (!apiKey) throw new InputError({ source: 'environment', field: 'OPENAI_API_KEY', found: 'nothing', expected: 'the key of the provider that --provider-url names' });
  return { url, apiKey };
}

const portText = (what: string, port: number): string => `wanted port of ${what}; where it is in use, the next free one is taken (default: ${port})`;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError('A whole number from 1 to 65535 is expected.');
  return port;
}
