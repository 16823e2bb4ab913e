import { setTimeout as delay } from 'node:timers/promises';
import { cycleStages, findCycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { noWorkerYet, withReminder } from './progress.ts';
import { stageLines } from './stage-text.ts';

const everyMs = 500;

/** While `work` goes on, says each stage of the cycle as it finishes; and that no worker seems to run when none takes it up. */
export async function watchStages<T>(pool: Pool, cycleId: string, work: Promise<T>, say: (line: string) => void): Promise<T> {
  const ended = new AbortController();
  const { signal } = ended;
  const pause = () => delay(everyMs, undefined, { signal }).catch(() => undefined);
  const takenUp = async (): Promise<void> => {
    while (!signal.aborted && !(await findCycle(pool, cycleId))) await pause();
  };
  const showStages = async (): Promise<void> => {
    let shown = 0;
    for (let last = false; !last; await pause()) {
      // Looked at once more after the end, so that no stage goes unsaid.
      last = signal.aborted;
      const lines = stageLines(await cycleStages(pool, cycleId));
      for (const line of lines.slice(shown)) say(line);
      shown = Math.max(shown, lines.length);
    }
  };
  // What only shows is not worth a failed command.
  const watching = withReminder(takenUp(), noWorkerYet).then(showStages).catch(() => undefined);
  try {
    return await work;
  } finally {
    ended.abort();
    await watching;
  }
}
