import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type History = temporal.api.history.v1.IHistory;

export const historiesFolder = fileURLToPath(new URL('../histories', import.meta.url));

/** Writes a history without what tells of the machine: who worked (`pid@host`), and stack traces with their paths. */
export async function writeHistory(path: string, history: History): Promise<void> {
  const plain = History.toObject(History.fromObject(history), { longs: String, bytes: String });
  const text = JSON.stringify(plain, (key, value: unknown) => (key === 'stackTrace' ? undefined : typeof value === 'string' ? value.replace(/\d+@[^"\s]+?(?=-flywheel-|$)/, 'worker') : value));
  await writeFile(path, `${text}\n`);
}

export async function readHistory(path: string): Promise<History> {
  return History.fromObject(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>);
}
