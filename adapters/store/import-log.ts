import type { InputFault } from '../../core/errors/input-error.ts';
import type { Feedback } from '../../core/interaction/feedback.ts';
import type { Interaction } from '../../core/interaction/interaction.ts';
import type { ImportedSample } from '../../core/interaction/sample.ts';
import type { FileRow } from '../files/parse-interaction-file.ts';
import type { Pool } from './database.ts';
import { storeFeedback } from './feedback.ts';
import { storeWanted } from './interactions.ts';
import { importSamples } from './samples.ts';

/** Rows held in memory before they are written. */
const rowsPerWrite = 1_000;
/** Faults kept: a file of the wrong kind has one on each line, and must not fill the memory. */
const keptFaults = 100;

export type Imported = {
  /** Good rows of the file. */
  accepted: number;
  /** Rows that were not in the store before. */
  stored: { interactions: number; feedback: number; samples: number };
  /** Feedback on interactions that are not there yet; it waits for them. */
  waiting: number;
  /** Interactions that stay out: of users who were erased and blocked. */
  blocked: number;
  redacted: Record<string, number>;
  format: string | undefined;
  /** Rows that were left out. */
  bad: number;
  /** The first of what is wrong with them. */
  faults: InputFault[];
};

/** Stores a stream of rows in portions. Bad rows are collected and do not stop the others. */
export async function importRows(pool: Pool, agent: string, rows: AsyncIterable<FileRow>, onProgress?: (accepted: number) => void): Promise<Imported> {
  const done: Imported = { accepted: 0, stored: { interactions: 0, feedback: 0, samples: 0 }, waiting: 0, blocked: 0, redacted: {}, format: undefined, bad: 0, faults: [] };
  const interactions: Interaction[] = [];
  const feedback: Feedback[] = [];
  const samples: ImportedSample[] = [];

  async function flush(): Promise<void> {
    const { stored, blocked } = await storeWanted(pool, agent, interactions.splice(0));
    done.stored.interactions += stored;
    done.blocked += blocked;
    const joined = await storeFeedback(pool, agent, feedback.splice(0));
    done.stored.feedback += joined.stored;
    done.waiting += joined.waiting;
    done.stored.samples += await importSamples(pool, agent, samples.splice(0));
    onProgress?.(done.accepted);
  }

  for await (const row of rows) {
    if ('fault' in row) {
      done.bad++;
      if (done.faults.length < keptFaults) done.faults.push({ line: row.line, ...row.fault });
      continue;
    }
    done.accepted++;
    done.format ??= row.format;
    for (const [category, count] of Object.entries(row.redacted)) done.redacted[category] = (done.redacted[category] ?? 0) + count;
    if ('sample' in row) samples.push(row.sample);
    else {
      if ('interaction' in row && row.interaction) interactions.push(row.interaction);
      if (row.feedback) feedback.push(row.feedback);
    }
    if (interactions.length + feedback.length + samples.length >= rowsPerWrite) await flush();
  }
  await flush();
  return done;
}
