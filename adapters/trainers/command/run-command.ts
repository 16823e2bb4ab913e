import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { identify, type ProcessIdentity } from '../../stack/process-identity.ts';

/** How long a command that was asked to stop may still tidy up. */
const graceMs = 10_000;

export type CommandEnd = { exitCode: number | null; signal: NodeJS.Signals | null } | { notStarted: true };

export type RunningCommand = {
  identity: ProcessIdentity | undefined;
  /** SIGTERM to its process group, SIGKILL after ten seconds. */
  stop: () => void;
  ended: Promise<CommandEnd>;
};

/** Runs a program in a process group of its own; every line of stdout and stderr comes to `onLine`. */
export function runCommand(argv: readonly string[], cwd: string, onLine: (line: string, stream: 'stdout' | 'stderr') => void): RunningCommand {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = ([['stdout', child.stdout], ['stderr', child.stderr]] as const).map(([name, stream]) => readLines(stream, (line) => onLine(line, name)));
  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group has ended.
    }
  };
  let killer: NodeJS.Timeout | undefined;

  async function end(): Promise<CommandEnd> {
    try {
      const [exitCode, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      // What it left running would hold the machine; and the pipes, so that reading would never end.
      signalGroup('SIGKILL');
      await Promise.race([Promise.all(lines), new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
      return { exitCode, signal };
    } catch {
      return { notStarted: true };
    } finally {
      clearTimeout(killer);
    }
  }

  return {
    identity: child.pid === undefined ? undefined : identify(child.pid),
    stop() {
      signalGroup('SIGTERM');
      killer ??= setTimeout(() => signalGroup('SIGKILL'), graceMs);
    },
    ended: end(),
  };
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line);
}
