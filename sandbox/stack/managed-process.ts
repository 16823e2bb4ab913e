import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { identify } from '../../adapters/stack/process-identity.ts';
import type { ProcessIdentity } from '../../adapters/stack/process-identity.ts';
import { StackError } from './stack-error.ts';
import { stopProcess } from './stop-process.ts';
import type { StopSteps } from './stop-process.ts';

export type ProcessSpec = {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  logFile: string;
  stopSteps: StopSteps;
  /** Give it a standard input that closes when we end, however that happens; for programs that end then too. */
  endsWithUs?: boolean;
  /** Called as soon as it runs, before it is ready: whoever is killed meanwhile has it on record. */
  onStart?: OnStart | undefined;
  /** Run as another account; only root may. */
  account?: { uid: number; gid: number } | undefined;
};

export type OnStart = (child: ManagedProcess) => Promise<void>;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type ManagedProcess = {
  name: string;
  identity: ProcessIdentity;
  logFile: string;
  stopSteps: StopSteps;
  /** Resolves, and never rejects, when the process has ended. */
  exited: Promise<Exit>;
  isRunning(): boolean;
  /** What it wrote since it was started, at most the last `lines` lines. */
  lastLines(lines?: number): string;
  stop(): Promise<void>;
};

const keptLogBytes = 20 * 1024 * 1024;

/**
 * Starts a process that writes to a log file.
 * It gets a process group of its own: a Ctrl-C in the terminal must reach only us, who stop the parts in order.
 * @throws StackError when the command cannot be started at all.
 */
export async function startProcess(spec: ProcessSpec): Promise<ManagedProcess> {
  rotate(spec.logFile);
  const log = openSync(spec.logFile, 'a', 0o600);
  const begin = statSync(spec.logFile).size;
  const child = spawn(spec.command, [...spec.args], {
    stdio: [spec.endsWithUs === true ? 'pipe' : 'ignore', log, log],
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: spec.env ?? process.env,
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...spec.account,
  });
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new StackError(`cannot start ${spec.name} (${spec.command}): ${error.message}`)));
  });
  const pid = child.pid as number;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const lastLines = (lines = 15) => readFileSync(spec.logFile).subarray(begin).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  const managed: ManagedProcess = {
    name: spec.name,
    // Gone already: any birth that no process has will do.
    identity: identify(pid) ?? { pid, birth: 'ended' },
    logFile: spec.logFile,
    exited,
    isRunning,
    lastLines,
    stopSteps: spec.stopSteps,
    stop: () => stopProcess({ pid, isRunning }, spec.stopSteps),
  };
  await spec.onStart?.(managed);
  return managed;
}

/** How an end reads in a message: `ended with code 1`, `was ended by SIGKILL`. */
export const describeExit = (exit: Exit): string =>
  exit.signal === null ? `ended with code ${exit.code}` : `was ended by ${exit.signal}`;

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > keptLogBytes) renameSync(file, `${file}.1`);
}
