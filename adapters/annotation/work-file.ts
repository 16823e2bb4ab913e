import { open, rm, type FileHandle } from 'node:fs/promises';
import { writeAtomically } from '../files/write-atomically.ts';
import type { Place } from './rows-to-annotate.ts';

/** What calls have cost so far; `unpriced` of them at prices that nobody knows. */
export type Paid = { calls: number; promptTokens: number; completionTokens: number; costUsd: number; unpriced: number };

/** A finished row: `key` is a hash of everything that its annotation depends on. */
export type Finished = Place & { key: string; status: string; verdict: string | null; paid: Paid; row: unknown };
type Known = { key: string; offset: number; length: number; status: string; verdict: string | null; paid: Paid };

export type WorkFile = {
  /** What is known of the row at this place, if it was finished under the same key. */
  find: (place: Place, key: string) => Known | undefined;
  append: (finished: Finished) => Promise<void>;
  /** Writes the rows of these places, in this order, to the final name, and takes the work file away. */
  publish: (path: string, places: readonly Place[]) => Promise<void>;
  close: () => Promise<void>;
};

const newline = 0x0a;
const readAt = 1024 * 1024;
const nameOf = ({ source, line }: Place): string => `${source}:${line}`;

/**
 * The file beside a result in which every finished row is kept as soon as it is paid for, so that a run that was stopped or
 * killed goes on where it was. A line that breaks off is forgotten.
 */
export async function openWorkFile(path: string): Promise<WorkFile> {
  const handle = await open(path, 'a+');
  const known = new Map<string, Known>();
  let end = await readKnown(handle, known);
  await handle.truncate(end);
  let writing: Promise<unknown> = Promise.resolve();

  return {
    find(place, key) {
      const found = known.get(nameOf(place));
      return found?.key === key ? found : undefined;
    },
    async append(finished) {
      const bytes = Buffer.from(`${JSON.stringify(finished)}\n`);
      const { key, status, verdict, paid } = finished;
      known.set(nameOf(finished), { key, status, verdict, paid, offset: end, length: bytes.length });
      end += bytes.length;
      // One after the other: the offsets follow the order of the calls.
      const written = writing.then(() => handle.appendFile(bytes));
      writing = written.catch(() => undefined);
      await written;
    },
    async publish(result, places) {
      await writing;
      await writeAtomically(result, rowsOf(handle, places.map((place) => known.get(nameOf(place))!)));
      await handle.close();
      await rm(path, { force: true });
    },
    async close() {
      await writing;
      await handle.close().catch(() => undefined);
      if (end === 0) await rm(path, { force: true });
    },
  };
}

async function* rowsOf(handle: FileHandle, places: readonly Known[]): AsyncGenerator<string> {
  for (const { offset, length } of places) {
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
    yield `${JSON.stringify((JSON.parse(buffer.toString('utf8')) as Finished).row)}\n`;
  }
}

/** Reads what an earlier run left; returns where its last whole line ends. */
async function readKnown(handle: FileHandle, known: Map<string, Known>): Promise<number> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(readAt), 0, readAt, position);
    if (bytesRead === 0) return offset;
    position += bytesRead;
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline, start)) {
      const length = at + 1 - start;
      remember(rest.toString('utf8', start, at), offset, length, known);
      offset += length;
      start = at + 1;
    }
    rest = rest.subarray(start);
  }
}

function remember(line: string, offset: number, length: number, known: Map<string, Known>): void {
  try {
    const { source, line: number, key, status, verdict, paid } = JSON.parse(line) as Finished;
    known.set(nameOf({ source, line: number }), { key, status, verdict, paid, offset, length });
  } catch {
    // Not ours, or damaged: its row is annotated again.
  }
}
