import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit } from './managed-process.ts';
import type { ManagedProcess } from './managed-process.ts';

export type Supervised = { stop(): Promise<void> };

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** A child that ran this long has recovered: its next end is paused for as the first one. */
const steadyMs = 60_000;

/**
 * Starts a process and starts it again, after a growing pause, whenever it ends without being told to.
 * @throws what the first start throws; later ones are tried for ever
 */
export async function supervise(start: () => Promise<ManagedProcess>, report: (line: string) => void): Promise<Supervised> {
  const stopping = new AbortController();
  let child = await start();
  const watching = watch();
  async function watch(): Promise<void> {
    let pauseMs = firstPauseMs;
    for (;;) {
      const since = performance.now();
      const exit = await child.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > steadyMs) pauseMs = firstPauseMs;
      report(deathOf(child, describeExit(exit), pauseMs));
      do {
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      } while (!(await startAgain()));
      // Whoever stops us waits for this loop before it stops the new child.
      if (stopping.signal.aborted) return;
    }
  }
  async function startAgain(): Promise<boolean> {
    try {
      child = await start();
      return true;
    } catch (error) {
      report(`${child.name} could not be started again, the next try follows: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
  return {
    stop: async () => {
      stopping.abort();
      await child.stop();
      // A start that was under way when we were told to stop has ended by then: stop what it started too.
      await watching;
      await child.stop();
    },
  };
}

function deathOf(child: ManagedProcess, how: string, pauseMs: number): string {
  return `${child.name} ${how} and is started again in ${pauseMs / 1000} s. Its log, ${child.logFile}, ends:\n${child.lastLines(8).replaceAll(/^/gm, '  ')}`;
}
