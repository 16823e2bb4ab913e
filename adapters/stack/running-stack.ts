import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/** Where an embedded stack answers. */
export type StackAddresses = {
  temporalAddress: string;
  uiUrl: string;
  databaseUrl: string;
  providerUrl: string;
  apiKey: string;
  /** Variables for a process that works with this stack. */
  env: Record<string, string>;
};

/** The file by which a stack on a data folder is found. */
export const stackFile = (dir: string): string => join(dir, 'stack.json');

/** The addresses of the stack that runs on this folder now; undefined when none does, or it is still starting. */
export function runningStack(dir: string): StackAddresses | undefined {
  try {
    const record = JSON.parse(readFileSync(stackFile(dir), 'utf8')) as { owner: ProcessIdentity; ready?: StackAddresses };
    return isAlive(record.owner) ? record.ready : undefined;
  } catch {
    return undefined;
  }
}
