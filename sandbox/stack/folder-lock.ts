import { join } from 'node:path';
import { InputError } from '../../core/errors/input-error.ts';
import { lockFile } from './lock-file.ts';
import { readRecord } from './stack-record.ts';

/**
 * Takes the data folder for this process; the returned function gives it back.
 * @throws InputError that says which process has it, since when, and where its stack answers
 */
export async function takeFolder(dir: string): Promise<() => Promise<void>> {
  const lock = await lockFile(join(dir, 'lock'), {});
  if (lock.held) return lock.release;
  const ready = (await readRecord(dir))?.ready;
  const addresses = ready === undefined ? 'it is still starting' : `Temporal ${ready.temporalAddress}, UI ${ready.uiUrl}, provider ${ready.providerUrl}`;
  throw new InputError({
    source: dir,
    found: `the stack of process ${lock.holder.pid}, running since ${lock.holder.since} (${addresses})`,
    expected: 'a folder that no stack runs on: use that one, stop it, or choose another --dir',
  });
}
