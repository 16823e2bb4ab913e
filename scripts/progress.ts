const rowsPerLine = 100_000;

export type RowProgress = { at: (rows: number) => void; end: () => void };

/** How far a long import is: one line that is written over on a terminal, now and then a line elsewhere. */
export function rowProgress(stream: NodeJS.WriteStream = process.stderr): RowProgress {
  let lines = 0;
  if (stream.isTTY) {
    return {
      at: (rows) => void stream.write(`\r${rows.toLocaleString('en')} rows`),
      end: () => void stream.write('\r\u001B[K'),
    };
  }
  return {
    at(rows) {
      if (Math.floor(rows / rowsPerLine) <= lines) return;
      lines = Math.floor(rows / rowsPerLine);
      stream.write(`${rows.toLocaleString('en')} rows\n`);
    },
    end: () => undefined,
  };
}

/** A worker that runs takes work up at once. */
const patienceMs = 10_000;
export const noWorkerYet = 'no worker has taken it up yet: does one run? (npm run worker)';

/** Says `line` on stderr when the work takes long, and does not disturb it otherwise. */
export async function withReminder<T>(work: Promise<T>, line: string): Promise<T> {
  const timer = setTimeout(() => process.stderr.write(`${line}\n`), patienceMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
