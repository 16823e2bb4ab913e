import { Piscina } from 'piscina';
import type { JudgedSessions, SessionPart } from './judge-sessions.ts';
import type { Block } from './line-blocks.ts';
import type { AnalyzedBlock, Task, WorkerData } from './worker.ts';

export type AnalysisPool = {
  analyze: (block: Block, source: number) => Promise<AnalyzedBlock>;
  judge: (sessions: SessionPart) => Promise<JudgedSessions>;
  size: number;
  close: () => Promise<void>;
};

/**
 * Megabytes. What a row leaves behind dies at once, so a nursery is cleared at nearly the same cost whatever its size: a
 * larger one less often. A heap that may not grow at will does not. The largest row, of 16 MB, needs about 300.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 1_024 };

/** Threads that analyze blocks of lines, and judge parts of the sessions afterwards. Close it: its threads keep the process alive. */
export function openAnalysisPool(workerData: WorkerData, workers: number): AnalysisPool {
  const pool = new Piscina<Task, unknown>({
    filename: new URL('thread.ts', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    workerData,
    resourceLimits,
  });
  return {
    analyze: async (block, source) => (await pool.run({ block, source })) as AnalyzedBlock,
    judge: async (sessions) => (await pool.run({ sessions })) as JudgedSessions,
    size: workers,
    close: () => pool.destroy(),
  };
}

/**
 * Results in the order of their inputs, however they are made: up to `ahead` at once.
 * What was begun when the reader stops, or when one fails, is waited for by nobody.
 */
export async function* inOrder<In, Out>(inputs: AsyncIterable<In>, ahead: number, work: (input: In) => Promise<Out>): AsyncGenerator<Out> {
  const begun: Promise<Out>[] = [];
  for await (const input of inputs) {
    const result = work(input);
    // Awaited in its turn; until then a failure is nobody's surprise.
    result.catch(() => undefined);
    begun.push(result);
    if (begun.length >= ahead) yield await begun.shift()!;
  }
  while (begun.length > 0) yield await begun.shift()!;
}
