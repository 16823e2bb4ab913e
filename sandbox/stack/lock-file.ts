import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive } from '../../adapters/stack/process-identity.ts';
import type { ProcessIdentity } from '../../adapters/stack/process-identity.ts';

export type LockHolder = ProcessIdentity & { id: string; since: string };

export type Lock = { held: true; release: () => Promise<void> } | { held: false; holder: LockHolder };

/**
 * Takes a lock that lasts as long as this process, or says who has it; never waits for the holder.
 * The file of a process that died is taken over.
 */
export async function lockFile(file: string, { at = new Date() }: { at?: Date }): Promise<Lock> {
  const me = identify(process.pid);
  if (me === undefined) throw new Error('this system does not say when a process began, so folders cannot be locked');
  const mine: LockHolder = { ...me, id: randomUUID(), since: at.toISOString() };
  const draft = `${file}.${mine.id}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      // A link appears with its content complete, and only where nothing is: no reader sees half a lock.
      const taken = await link(draft, file).then(() => true, (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      });
      if (taken) return { held: true, release: () => release(file, mine) };
      const holder = await readHolder(file);
      if (holder !== undefined && isAlive(holder)) return { held: false, holder };
      await removeStale(file, at);
      await sleep(10);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function readHolder(file: string): Promise<LockHolder | undefined> {
  return parseHolder(await readFile(file, 'utf8').catch(() => ''));
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined;
  }
}

/**
 * Two starts may find the same dead holder, and the slower one must not remove the lock that the faster one has taken
 * by then. So who removes holds a lock for it and looks again; that lock, too, may have been left by a dead process.
 */
async function removeStale(file: string, at: Date): Promise<void> {
  const guard = await lockFile(`${file}-takeover`, { at });
  if (!guard.held) return;
  // Gone by now: leave it be, the next file of this name is a new holder's.
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const holder = text === undefined ? undefined : parseHolder(text);
  if (text !== undefined && (holder === undefined || !isAlive(holder))) await rm(file, { force: true });
  await guard.release();
}

async function release(file: string, mine: LockHolder): Promise<void> {
  if ((await readHolder(file))?.id === mine.id) await rm(file, { force: true });
}
