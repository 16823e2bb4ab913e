import { open } from 'node:fs/promises';
import type { TrainingEvent } from '../trainer.ts';
import type { Metrics } from './metrics-line.ts';

const mostBytes = 4 * 1024 * 1024;
/** Ids order like the places in the file that they stand for. */
const idOf = (offset: number): string => String(offset).padStart(15, '0');

/** The metrics after an event: its id is the byte where its line ends, so nothing is read twice. At most 4 MiB at a time. */
export async function readMetrics(file: string, since: string | undefined): Promise<TrainingEvent[]> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    // Nothing has been said yet.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return [];
  try {
    let offset = Number(since ?? 0);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, offset);
    const events: TrainingEvent[] = [];
    let start = 0;
    // A line that is being written has no end yet: it comes with the next look.
    for (let end = buffer.indexOf(10); end !== -1 && end < bytesRead; end = buffer.indexOf(10, start)) {
      const line = buffer.toString('utf8', start, end);
      start = end + 1;
      offset = Number(since ?? 0) + start;
      const { at, step, totalSteps, loss, validLoss } = JSON.parse(line) as Metrics & { at: string };
      const numbers = { ...(step !== undefined && { step }), ...(totalSteps !== undefined && { totalSteps }), ...(loss !== undefined && { loss }), ...(validLoss !== undefined && { validLoss }) };
      events.push({ id: idOf(offset), at: new Date(at), message: JSON.stringify(numbers), ...numbers });
    }
    return events;
  } finally {
    await handle.close();
  }
}
