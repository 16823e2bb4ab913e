import { join } from 'node:path';
import { migrate } from '../../adapters/store/migrate.ts';
import { clearDataFolder, closeDataFolder, keptSecret, makeDataFolder } from './data-folder.ts';
import { takeFolder } from './folder-lock.ts';
import { startProcess } from './managed-process.ts';
import type { ManagedProcess, OnStart } from './managed-process.ts';
import { choosePorts, loopback, wantedPorts } from './ports.ts';
import type { StackPorts } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { providerUrlOf, startProvider } from './provider.ts';
import { bothOrNeither, processBook } from './process-book.ts';
import { environmentWith } from '../../adapters/stack/environment.ts';
import { stackEnvironment } from './stack-environment.ts';
import { stopLeftovers } from './stack-record.ts';
import type { StackAddresses } from '../../adapters/stack/running-stack.ts';
import { gently } from './stop-process.ts';
import { obtainTemporal } from './temporal-binary.ts';
import { startTemporalServer } from './temporal-server.ts';

export type Stack = StackAddresses & {
  /** The data folder, absolute. */
  dir: string;
  /** Stops everything in the opposite order of its start and gives the folder back; calling it twice is fine. */
  stop: () => Promise<void>;
};

/** A process that works with the stack and belongs to it, such as the worker; `argv[0]` is the program. */
export type ExtraChild = { name: string; argv: readonly [string, ...string[]]; env?: Record<string, string> };

export type StackOptions = {
  dir: string;
  /** Asked for first; the next free one is taken where one is in use. */
  ports?: Partial<StackPorts>;
  /** Started last, stopped first, started again when they end by themselves. */
  children?: readonly ExtraChild[];
  /** A provider of the user's own, in the place of the sandbox. */
  provider?: { url: string; apiKey: string };
  /** More arguments of the provider. */
  providerArgs?: readonly string[];
  /** Remove the data, keys and logs of earlier starts first. */
  reset?: boolean;
  /** One line for a person: what is fetched, taken over, or has died. */
  report?: (line: string) => void;
  /** Aborting it while the stack starts stops what has been started and makes the start fail. */
  signal?: AbortSignal;
};

/**
 * Starts Postgres and Temporal, then the provider, then migrates the database, then starts the extra children.
 * Everything listens on the loopback address only and keeps its data below `dir`.
 * @throws InputError when another stack runs on `dir`; Error when a part does not come up, after the others were stopped
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const report = options.report ?? (() => undefined);
  const dir = await makeDataFolder(options.dir);
  const giveBack = await takeFolder(dir);
  const book = processBook(dir, report);
  try {
    const leftovers = await stopLeftovers(dir);
    if (leftovers.length > 0) report(`Stopped what an ended stack had left running here: ${leftovers.join(', ')}`);
    if (options.reset === true) await clearDataFolder(dir);
    await closeDataFolder(dir);
    const addresses = await startParts(dir, options, book, report);
    options.signal?.throwIfAborted();
    await book.ready(addresses);
    let stopped: Promise<void> | undefined;
    return { ...addresses, dir, stop: () => (stopped ??= end()) };
  } catch (error) {
    await end();
    throw error;
  }

  async function end(): Promise<void> {
    await book.stopAll();
    await giveBack();
  }
}

async function startParts(dir: string, options: StackOptions, book: ReturnType<typeof processBook>, report: (line: string) => void): Promise<StackAddresses> {
  const { signal } = options;
  const binary = await obtainTemporal(report);
  signal?.throwIfAborted();
  const ports = await choosePorts({ ...wantedPorts, ...options.ports });
  const log = (name: string) => join(dir, 'logs', `${name}.log`);
  const password = await keptSecret(dir, 'postgres-password');
  const apiKey = options.provider?.apiKey ?? (await keptSecret(dir, 'provider-key', 'sandbox-'));
  const pseudonymKey = await keptSecret(dir, 'pseudonym-key');

  let databaseUrl = '';
  const postgres = book.supervise(async (onStart) => {
    const server = await startPostgres({ dataFolder: dir, port: ports.postgres, password, logFile: log('postgres'), onStart });
    ({ databaseUrl } = server);
    return server.process;
  });
  const temporal = book.supervise(async (onStart) => {
    const server = await startTemporalServer({ binary: binary.path, port: ports.temporal, uiPort: ports.ui, dbFile: join(dir, 'temporal.db'), logFile: log('temporal'), onStart });
    return server.process;
  });
  await bothOrNeither(postgres, temporal);
  signal?.throwIfAborted();

  if (!options.provider) {
    await book.supervise((onStart) =>
      startProvider({ port: ports.provider, dataFolder: join(dir, 'provider'), apiKey, logFile: log('provider'), args: options.providerArgs ?? [], env: environmentWith({}), onStart }),
    );
  }
  await migrate(databaseUrl);
  signal?.throwIfAborted();

  const places = { temporalAddress: `${loopback}:${ports.temporal}`, databaseUrl, providerUrl: options.provider?.url ?? providerUrlOf(ports.provider), apiKey };
  const env = stackEnvironment({ ...places, pseudonymKey });
  for (const child of options.children ?? []) await book.supervise((onStart) => startChild(child, env, log(child.name.toLowerCase()), onStart));
  return { ...places, uiUrl: `http://${loopback}:${ports.ui}`, env };
}

function startChild({ name, argv: [command, ...args], env: own }: ExtraChild, env: Record<string, string>, logFile: string, onStart: OnStart): Promise<ManagedProcess> {
  return startProcess({ name, command, args, env: environmentWith({ ...env, ...own }), logFile, stopSteps: gently, onStart });
}
