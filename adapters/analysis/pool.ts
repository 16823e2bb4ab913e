import { Piscina } from 'piscina';
import type { BlockResult } from './analyze-block.ts';
import type { Block } from './line-blocks.ts';
import type { AnalysisOptions } from './options.ts';

export type AnalysisPool = { run: (block: Block, source: number) => Promise<BlockResult>; size: number; close: () => Promise<void> };

/** Threads that analyze blocks of lines. Close it: its threads keep the process alive. */
export function openAnalysisPool(options: AnalysisOptions, workers: number): AnalysisPool {
  const pool = new Piscina<{ block: Block; source: number }, BlockResult>({
    filename: new URL('worker.ts', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    workerData: options,
  });
  return { run: (block, source) => pool.run({ block, source }), size: workers, close: () => pool.destroy() };
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
