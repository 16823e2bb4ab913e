import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import type { Pool } from '../adapters/store/database.ts';
import { datasetSamples } from '../adapters/store/datasets.ts';
import { trainingLine } from '../core/training/line.ts';

export type TrainingFile = { path: string; rows: number; bytes: number };

/**
 * Writes a dataset as chat JSONL, one line a copy, streaming; hands it to `use` and removes it afterwards. Attempts
 * that overlap write different files.
 */
export async function withTrainingFile<T>(
  { pool, scratchDir }: { pool: Pool; scratchDir: string },
  dataset: { datasetId: string; systemPrompt: string; attempt: string },
  use: (file: TrainingFile) => Promise<T>,
): Promise<T> {
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const path = join(scratchDir, `${dataset.datasetId}-${dataset.attempt}.jsonl`);
  let rows = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const sample of datasetSamples(pool, dataset.datasetId)) {
      const line = trainingLine(sample.messages, sample.reply, dataset.systemPrompt);
      rows += sample.copies;
      for (let copy = 0; copy < sample.copies; copy++) yield line;
    }
  }
  try {
    await writeAtomically(path, lines());
    return await use({ path, rows, bytes: (await stat(path)).size });
  } finally {
    await rm(path, { force: true });
  }
}
