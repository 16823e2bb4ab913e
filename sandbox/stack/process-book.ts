import type { ManagedProcess, OnStart } from './managed-process.ts';
import { recorded, removeRecord, thisProcess, writeRecord } from './stack-record.ts';
import type { StackAddresses } from '../../adapters/stack/running-stack.ts';
import type { RecordedProcess } from './stack-record.ts';
import { supervise } from './supervised-child.ts';
import type { Supervised } from './supervised-child.ts';

/**
 * The processes of one stack: each is supervised, and written to `stack.json` as soon as it runs, so that the next
 * start can stop it when this process is killed.
 */
export function processBook(dir: string, report: (line: string) => void) {
  const supervised: Supervised[] = [];
  const processes = new Map<string, RecordedProcess>();
  const owner = thisProcess();
  const startedAt = new Date().toISOString();
  let addresses: StackAddresses | undefined;
  let writing = Promise.resolve();

  const write = () => {
    const record = { owner, startedAt, processes: [...processes.values()], ...(addresses === undefined ? {} : { ready: addresses }) };
    // One after the other: parts that start at the same time must not overwrite each other's entry.
    writing = writing.then(() => writeRecord(dir, record));
    return writing;
  };
  const onStart: OnStart = (child) => {
    processes.set(child.name, recorded(child));
    return write();
  };

  return {
    /** Starts a process and keeps it running until `stopAll`. */
    async supervise(start: (onStart: OnStart) => Promise<ManagedProcess>): Promise<void> {
      supervised.push(await supervise(() => start(onStart), report));
    },
    /** Everything answers at these addresses. */
    ready(at: StackAddresses): Promise<void> {
      addresses = at;
      return write();
    },
    /** Last started, first stopped. A part that cannot be stopped does not keep the others running. */
    async stopAll(): Promise<void> {
      for (const part of supervised.toReversed()) {
        await part.stop().catch((error: unknown) => report(`could not stop a part: ${String(error)}`));
      }
      await removeRecord(dir);
    },
  };
}

/** Waits for both, also when one fails: what the other has started must be known by then, to be stopped. */
export async function bothOrNeither(one: Promise<void>, other: Promise<void>): Promise<void> {
  await Promise.allSettled([one, other]);
  await Promise.all([one, other]);
}
