import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';
import type { Message } from '../core/interaction/message.ts';
import { copiesOfWeights } from '../core/training/copies-of-weight.ts';
import { openFileCheck, type FileFindings } from '../core/training/file-check.ts';
import { trainingLine } from '../core/training/line.ts';

export type TrainingFile = FileFindings & { path: string };

export type Samples = AsyncIterable<{ messages: Message[]; reply: string; copies: number; weight: number }>;

type Layout = { name: string; systemPrompt: string; file: Trainer['file']; mostCopies: number };

/**
 * Writes samples as chat JSONL, one line a copy, streaming, and checks each line on its way; hands the file to `use` and
 * removes it afterwards. `name` is the attempt's own: attempts that overlap write different files.
 */
export async function withTrainingFile<T>(scratchDir: string, samples: Samples, { name, systemPrompt, file, mostCopies }: Layout, use: (file: TrainingFile) => Promise<T>): Promise<T> {
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const path = join(scratchDir, `${name}.jsonl`);
  const check = openFileCheck(file);
  const shown = copiesOfWeights(mostCopies);
  async function* lines(): AsyncGenerator<string> {
    for await (const { messages, reply, copies, weight } of samples) {
      const passedOn = file.weights === 'rows';
      const line = trainingLine(messages, reply, systemPrompt, passedOn ? weight : 1);
      const bytes = Buffer.byteLength(line);
      const count = passedOn ? copies : shown(copies, weight);
      for (let copy = 0; copy < count; copy++) {
        check.add(line, bytes);
        yield line;
      }
    }
  }
  try {
    await writeAtomically(path, lines());
    return await use({ path, ...check.findings() });
  } finally {
    await rm(path, { force: true });
  }
}
