import { continueAsNew, getExternalWorkflowHandle, isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import { eraseAttempts, eraseFiles, eraseRows, finishErasure } from './activities.ts';
import { taint } from './release.ts';

const firstWaitMs = 1_000;
const longestWaitMs = 5 * 60_000;
/** Then a history of its own begins: a training may hold its cycle open for a day. */
const waitsPerRun = 100;

export type ForgetResult = { finished: boolean; files: number; outOfReach: number };

/** Erases a user: rows first, then again what came in meanwhile, then files at trainers. The request is a row: no id crosses. */
export async function forget(erasureId: string, waitMs: number = firstWaitMs): Promise<ForgetResult> {
  await erased(erasureId, waitMs);
  const { removed, outOfReach } = await eraseFiles(erasureId, eraseAttempts);
  // Rows of exchanges that were being logged while the first look was under way.
  await erased(erasureId, waitMs);
  const { finished } = await finishErasure(erasureId);
  setCurrentDetails(finished ? 'erased' : `erased, but for files of ${outOfReach} trainings that are out of reach`);
  return { finished, files: removed, outOfReach };
}

async function erased(erasureId: string, waitMs: number): Promise<void> {
  for (let waits = 0; ; waits += 1) {
    const { waitsFor, releases = [] } = await eraseRows(erasureId);
    for (const id of releases) await tellRelease(id);
    if (waitsFor.length === 0) return;
    setCurrentDetails(`waits for the end of ${waitsFor.join(', ')}`);
    if (waits >= waitsPerRun) await continueAsNew<typeof forget>(erasureId, waitMs);
    await sleep(waitMs);
    waitMs = Math.min(2 * waitMs, longestWaitMs);
  }
}

/** What waits for a person shows from now on why it can hardly be approved. */
async function tellRelease(id: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(id).signal(taint);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // It has ended, or somebody terminated it: nobody looks at it.
  }
}
