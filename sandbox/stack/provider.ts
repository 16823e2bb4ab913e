import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit, startProcess } from './managed-process.ts';
import type { ManagedProcess, OnStart } from './managed-process.ts';
import { loopback } from './ports.ts';
import { StackError } from './stack-error.ts';
import { gently } from './stop-process.ts';

export type ProviderOptions = { port: number; dataFolder: string; apiKey: string; logFile: string; args: readonly string[]; env: NodeJS.ProcessEnv; onStart: OnStart };

const program = fileURLToPath(new URL('../provider/main.ts', import.meta.url));
const readyWithinMs = 60_000;

export const providerUrlOf = (port: number): string => `http://${loopback}:${port}/v1`;

/**
 * Starts the sandbox provider as a process of its own and returns once it lists its models.
 * @throws StackError with the last lines of its log when it ends early or does not answer within a minute
 */
export async function startProvider(options: ProviderOptions): Promise<ManagedProcess> {
  const { port, dataFolder, apiKey, logFile } = options;
  const child = await startProcess({
    name: 'Provider',
    command: process.execPath,
    args: [program, '--port', String(port), '--host', loopback, '--data', dataFolder, '--exit-with-parent', ...options.args],
    // Not as an argument: those can be read by every user of the machine.
    env: { ...options.env, SANDBOX_API_KEY: apiKey },
    logFile,
    endsWithUs: true,
    stopSteps: gently,
    onStart: options.onStart,
  });
  const until = performance.now() + readyWithinMs;
  while (performance.now() < until) {
    if (!child.isRunning()) throw new StackError(`The provider ${describeExit(await child.exited)}. Its log, ${logFile}, ends:\n${child.lastLines()}`);
    const answer = await fetch(`${providerUrlOf(port)}/models`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return child;
    await sleep(50);
  }
  await child.stop();
  throw new StackError(`The provider did not answer within ${readyWithinMs / 1000} s. Its log, ${logFile}, ends:\n${child.lastLines()}`);
}
