import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { identify, isAlive, type ProcessIdentity } from '../../adapters/stack/process-identity.ts';
import { stackFile, type StackAddresses } from '../../adapters/stack/running-stack.ts';
import type { ManagedProcess } from './managed-process.ts';
import { stopProcess } from './stop-process.ts';
import type { StopSteps } from './stop-process.ts';

/** What `stack.json` holds: who runs the stack, where it answers, and which processes it started. */
export type StackRecord = {
  owner: ProcessIdentity;
  /** RFC 3339. */
  startedAt: string;
  /** Set once everything answers. */
  ready?: StackAddresses;
  /** In the order of their start; they are stopped in the opposite one. */
  processes: readonly RecordedProcess[];
};

export type RecordedProcess = { name: string; identity: ProcessIdentity; steps: StopSteps };

/** A process as `stack.json` keeps it. */
export const recorded = ({ name, identity, stopSteps }: ManagedProcess): RecordedProcess => ({ name, identity, steps: stopSteps });

/** Ourselves, as the owner of a stack. */
export function thisProcess(): ProcessIdentity {
  return identify(process.pid) ?? { pid: process.pid, birth: 'unknown' };
}

/** Written in one step, readable by its owner only: it holds the database's password. */
export async function writeRecord(dir: string, record: StackRecord): Promise<void> {
  const draft = `${stackFile(dir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, stackFile(dir));
}

export async function readRecord(dir: string): Promise<StackRecord | undefined> {
  try {
    return JSON.parse(await readFile(stackFile(dir), 'utf8')) as StackRecord;
  } catch {
    return undefined;
  }
}

export const removeRecord = (dir: string): Promise<void> => rm(stackFile(dir), { force: true });

/**
 * Stops what a killed stack left running on this folder, last started first. The caller holds the folder's lock.
 * @returns the names of what was stopped
 */
export async function stopLeftovers(dir: string): Promise<string[]> {
  const record = await readRecord(dir);
  const stopped: string[] = [];
  for (const { name, identity, steps } of [...(record?.processes ?? [])].reverse()) {
    if (!isAlive(identity)) continue;
    await stopProcess({ pid: identity.pid, isRunning: () => isAlive(identity) }, steps);
    stopped.push(name);
  }
  await removeRecord(dir);
  return stopped;
}
