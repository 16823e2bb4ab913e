import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { searchAttributes } from '../../adapters/temporal/search-attributes.ts';
import { loopback } from './ports.ts';
import { describeExit, startProcess } from './managed-process.ts';
import type { ManagedProcess, OnStart } from './managed-process.ts';
import { StackError } from './stack-error.ts';
import { gently } from './stop-process.ts';

export const namespace = 'default';

export type TemporalServer = { address: string; uiUrl: string; process: ManagedProcess };

export type TemporalServerOptions = {
  binary: string;
  port: number;
  /** Without it there is no UI. */
  uiPort?: number;
  /** The SQLite file; without it everything is kept in memory and lost at the end. */
  dbFile?: string;
  logFile: string;
  onStart?: OnStart;
};

const readyWithinMs = 60_000;
const retention = msToTs('30 days');

/**
 * Starts Temporal's development server on the loopback address and returns once it answers.
 * @throws StackError with the last lines of its log when it ends early or does not answer within a minute.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const child = await startProcess({ name: 'Temporal', command: options.binary, args: serverArguments(options), logFile: options.logFile, stopSteps: gently, onStart: options.onStart });
  const address = `${loopback}:${options.port}`;
  try {
    await untilReady(child, address);
    if (options.dbFile !== undefined) await closeFiles(options.dbFile);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { address, uiUrl: options.uiPort === undefined ? '' : `http://${loopback}:${options.uiPort}`, process: child };
}

function serverArguments(options: TemporalServerOptions): string[] {
  return [
    'server', 'start-dev', '--ip', loopback, '--port', String(options.port), '--log-level', 'warn',
    ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
    // Without these two pragmas the file database is three times slower: every commit waits for the disk.
    ...(options.dbFile === undefined
      ? []
      : ['--db-filename', options.dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL']),
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
}

/** The server makes its database readable to all. SQLite gives the files beside it the same mode from then on. */
async function closeFiles(dbFile: string): Promise<void> {
  for (const file of [dbFile, `${dbFile}-wal`, `${dbFile}-shm`]) {
    if (existsSync(file)) await chmod(file, 0o600);
  }
}

async function untilReady(child: ManagedProcess, address: string): Promise<void> {
  const until = performance.now() + readyWithinMs;
  let last: unknown;
  while (performance.now() < until) {
    if (!child.isRunning()) {
      throw new StackError(`Temporal ${describeExit(await child.exited)}. Its log, ${child.logFile}, ends:\n${child.lastLines()}`);
    }
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2s' });
      try {
        await connection.withDeadline(Date.now() + 5_000, () => keepHistoryLonger(connection));
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      last = error;
      await sleep(50);
    }
  }
  throw new StackError(`Temporal did not answer on ${address} within ${readyWithinMs / 1000} s (${String(last)}). Its log, ${child.logFile}, ends:\n${child.lastLines()}`);
}

/** The development server drops a finished run's history after a day, before anybody has looked at last week's cycle. */
async function keepHistoryLonger(connection: Connection): Promise<void> {
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: retention },
  });
}
