import { join } from 'node:path';
import { workerData } from 'piscina';
import { threadId } from 'node:worker_threads';
import { createBlockAnalyzer, type BlockResult } from './analyze-block.ts';
import { judgeSessions, type SessionPart } from './judge-sessions.ts';
import type { Block } from './line-blocks.ts';
import type { AnalysisOptions } from './options.ts';
import { openSpool, type SpooledLines } from './spool.ts';

export type WorkerData = { options: AnalysisOptions; /** Where the threads write. */ folder: string };
export type Task = { block: Block; source: number } | { sessions: SessionPart };
/** What came of a block, its lines in a file. */
export type AnalyzedBlock = Omit<BlockResult, 'written'> & { spooled: SpooledLines };

const { options, folder } = workerData as WorkerData;
const analyze = createBlockAnalyzer(options);
const spool = openSpool(join(folder, `rows-${threadId}.jsonl`));

/** What a thread of the pool runs. */
export default (task: Task) => {
  if ('sessions' in task) return judgeSessions(task.sessions, options.config.signals);
  const { written, ...result } = analyze(task.block, task.source);
  return { ...result, spooled: spool(written) } satisfies AnalyzedBlock;
};
