import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));

export type WorkerProcess = {
  pid: number;
  /** SIGKILL: nothing is handed back, nothing is closed. */
  kill: () => Promise<void>;
  /** SIGTERM, as an orchestrator stops it. */
  stop: () => Promise<void>;
  isRunning: () => boolean;
  /** Everything that it wrote on stdout and stderr. */
  output: () => string;
};

/** A worker on its way. */
export type StartedWorker = WorkerProcess & {
  /** Resolves once it takes work; rejects where it ends before. */
  ready: Promise<void>;
  /** Resolves once this stands on stderr. */
  says: (wanted: string) => Promise<void>;
  ended: Promise<number | null>;
};

/** The worker as users run it, in a process that can be killed; returns once it takes work. */
export async function startWorkerProcess(env: Record<string, string>): Promise<WorkerProcess> {
  const started = launchWorkerProcess(env);
  await started.ready;
  return started;
}

/** The same, without waiting for anything. */
export function launchWorkerProcess(env: Record<string, string>): StartedWorker {
  const child = spawn(process.execPath, [program], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  // Closed, not only ended: all that it wrote has been read then.
  const exited = once(child, 'close');
  let [output, stderr] = ['', ''];
  const said = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (stream === child.stderr) stderr += text;
      for (const look of said) look();
    });
  }
  const seen = (found: () => boolean, what: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => void (found() && resolve());
    said.add(look);
    look();
    return Promise.race([promise, exited.then(() => Promise.reject(new Error(`the worker ended before it ${what}:\n${output}`)))]);
  };
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    if (isRunning()) child.kill(signal);
    await exited;
  };
  const ready = seen(() => output.includes('worker ready'), 'was ready');
  // Who only waits for its end has no use for it.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0, kill: end('SIGKILL'), stop: end('SIGTERM'), isRunning, output: () => output, ready,
    says: (wanted) => seen(() => stderr.includes(wanted), `said ${wanted}`),
    ended: exited.then(() => child.exitCode),
  };
}
