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

/** The worker as users run it, in a process that can be killed; returns once it takes work. */
export async function startWorkerProcess(env: Record<string, string>): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [program], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let output = '';
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('worker ready')) ready.resolve();
    });
  }
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    if (isRunning()) child.kill(signal);
    await exited;
  };
  await Promise.race([ready.promise, exited.then(() => Promise.reject(new Error(`the worker ended before it was ready:\n${output}`)))]);
  return { pid: child.pid ?? 0, kill: end('SIGKILL'), stop: end('SIGTERM'), isRunning, output: () => output };
}
