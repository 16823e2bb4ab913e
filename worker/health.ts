import { rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Worker } from '@temporalio/worker';

const beatEveryMs = 5_000;
/** Three beats may be missed before a worker counts as ill: a busy machine is not a dead one. */
const staleAfterMs = 4 * beatEveryMs;

/**
 * Touches `file` every five seconds while the worker runs and both its pollers poll. A Temporal that is out of reach does not
 * make it ill: the pollers go on trying by themselves, and starting the worker again would not help.
 *
 * @returns stops the beat and removes the file: a worker that drains takes no new work
 */
export function beat(worker: Worker, file: string): () => Promise<void> {
  const touch = async (): Promise<void> => {
    const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
    if (runState !== 'RUNNING' || workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING') return;
    // A file that cannot be written ages, which is the answer that the check then gives.
    await writeFile(file, '').catch(() => undefined);
  };
  let last = touch();
  const timer = setInterval(() => {
    last = touch();
  }, beatEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await last;
    await rm(file, { force: true });
  };
}

/** Whether the worker that beats into `file` has done so lately. */
export async function isHealthy(file: string, now = Date.now()): Promise<boolean> {
  const beatAt = await stat(file).then((found) => found.mtimeMs, () => undefined);
  return beatAt !== undefined && now - beatAt <= staleAfterMs;
}

// The image's health check: exit code 0 or 1.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.env['FLYWHEEL_HEALTH_FILE'];
  if (file === undefined || file === '') console.error('FLYWHEEL_HEALTH_FILE is not set: nothing beats');
  process.exitCode = file !== undefined && file !== '' && (await isHealthy(file)) ? 0 : 1;
}
