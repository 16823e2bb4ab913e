import { workerData } from 'piscina';
import { createBlockAnalyzer } from './analyze-block.ts';
import type { Block } from './line-blocks.ts';
import type { AnalysisOptions } from './options.ts';

const analyze = createBlockAnalyzer(workerData as AnalysisOptions);

/** What a thread of the pool runs. */
export default ({ block, source }: { block: Block; source: number }) => analyze(block, source);
