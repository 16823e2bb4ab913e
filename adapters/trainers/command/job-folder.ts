import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '../../stack/process-identity.ts';
import { writeOnce } from './write-once.ts';

/** What a job is, fixed before it begins. */
export type OrderRecord = {
  key: string;
  installation: string;
  /** Name under which its model will be served. */
  model: string;
  argv: readonly string[];
  workingFolder: string;
  usdPerHour: number | null;
};

/** Who runs the job. Written once: nobody else will ever run it. */
export type SupervisorRecord = ProcessIdentity & { host: string; since: string };

export type JobEnd = {
  status: 'succeeded' | 'failed' | 'cancelled' | 'moderated';
  at: string;
  errorCode?: string;
  artefactHash?: string;
};

/** How the job stands. Written by its supervisor alone. */
export type StateRecord = {
  beatAt: string;
  startedAt?: string;
  /** Leads the process group of the command. */
  command?: ProcessIdentity;
  trainedTokens?: number;
  epochs?: number;
  end?: JobEnd;
};

export const orderFile = (dir: string): string => join(dir, 'order.json');
export const supervisorFile = (dir: string): string => join(dir, 'supervisor.json');
export const stateFile = (dir: string): string => join(dir, 'state.json');
/** Its being there asks the supervisor to stop the command: it works across machines that share the folder. */
export const cancelFile = (dir: string): string => join(dir, 'cancel');
export const metricsFile = (dir: string): string => join(dir, 'metrics.jsonl');
export const logFile = (dir: string): string => join(dir, 'log.txt');
export const artefactFolder = (dir: string): string => join(dir, 'out');

export const jobsFolder = (folder: string): string => join(folder, 'jobs');
/** Jobs on their way out. */
export const discardedFolder = (folder: string): string => join(folder, 'discarded');
export const filesFolder = (folder: string): string => join(folder, 'files');

/** A record of a job; undefined when it has not been written. */
export async function readRecord<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The id of a jobs folder. It stands in the ids of its files and jobs, so that a worker with another folder knows that a
 * job is not its own, and never starts it a second time.
 */
export async function homeOf(folder: string): Promise<string> {
  for (const part of [jobsFolder(folder), filesFolder(folder)]) await mkdir(part, { recursive: true, mode: 0o700 });
  const file = join(folder, 'home');
  await writeOnce(file, randomUUID().slice(0, 8));
  return readFile(file, 'utf8');
}
