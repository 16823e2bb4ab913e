import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { createBlockAnalyzer } from './analyze-block.ts';
import { judgeSessions } from './judge-sessions.ts';
import type { Block } from './line-blocks.ts';
import type { AnalysisOptions } from './options.ts';

const options = workerData as AnalysisOptions;
const analyze = createBlockAnalyzer(options);

export type Task = { block: Block; source: number } | { sessions: string };

/** What a thread of the pool runs. */
export default (task: Task) => {
  if ('sessions' in task) return judgeSessions(task.sessions, options.config.signals);
  const result = analyze(task.block, task.source);
  // Handed over, not copied.
  return move({ [transferableSymbol]: result.bytes.buffer, [valueSymbol]: result });
};
