import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';
import { openFileCheck, type FileFindings } from '../core/training/file-check.ts';
import { trainingLines, type TrainingSample } from '../core/training/lines.ts';

export type TrainingFile = FileFindings & { path: string };

export type Samples = AsyncIterable<TrainingSample>;

type Layout = { name: string; systemPrompt: string; file: Trainer['file']; mostCopies: number };

/**
 * Writes samples as chat JSONL, one line a copy, streaming, and checks each line on its way; hands the file to `use` and
 * removes it afterwards. `name` is the attempt's own: attempts that overlap write different files.
 */
export async function withTrainingFile<T>(scratchDir: string, samples: Samples, { name, systemPrompt, file, mostCopies }: Layout, use: (file: TrainingFile) => Promise<T>): Promise<T> {
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const path = join(scratchDir, `${name}.jsonl`);
  const check = openFileCheck(file);
  async function* lines(): AsyncGenerator<string> {
    for await (const line of trainingLines(samples, { systemPrompt, weights: file.weights, mostCopies })) {
      check.add(line, Buffer.byteLength(line));
      yield line;
    }
  }
  try {
    await writeAtomically(path, lines());
    return await use({ path, ...check.findings() });
  } finally {
    await rm(path, { force: true });
  }
}
