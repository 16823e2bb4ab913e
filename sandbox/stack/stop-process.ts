import { setTimeout as sleep } from 'node:timers/promises';

/** Signals in the order in which they are tried, each with the time it is given. SIGKILL always follows. */
export type StopSteps = readonly { signal: NodeJS.Signals; graceMs: number }[];

/** Time for open work to be handed back; the worker's own shutdown grace is below it. */
export const gently: StopSteps = [{ signal: 'SIGTERM', graceMs: 15_000 }];

/** Postgres ends sessions on SIGINT (fast shutdown); on SIGQUIT it drops everything and recovers at the next start. */
export const postgresFast: StopSteps = [
  { signal: 'SIGINT', graceMs: 15_000 },
  { signal: 'SIGQUIT', graceMs: 3_000 },
];

type Target = { pid: number; isRunning(): boolean };

/** Ends a process within the steps' time plus two seconds; returns once it is gone. */
export async function stopProcess(target: Target, steps: StopSteps): Promise<void> {
  for (const { signal, graceMs } of [...steps, { signal: 'SIGKILL' as const, graceMs: 2_000 }]) {
    if (!target.isRunning()) return;
    try {
      process.kill(target.pid, signal);
    } catch {
      return; // Ended between the look and the signal.
    }
    await gone(target, graceMs);
  }
}

async function gone(target: Target, graceMs: number): Promise<void> {
  const until = performance.now() + graceMs;
  while (target.isRunning() && performance.now() < until) await sleep(25);
}
