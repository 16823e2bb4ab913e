import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { eraseRows as eraseWithin } from '../adapters/store/erase-rows.ts';
import { agentsOfUser, erasureTrainings, finishErasure as storeEnd, getErasure, noteErasure, noteTraining, type ErasureTraining } from '../adapters/store/erasures.ts';
import { leasesOf, lockLeases } from '../adapters/store/leases.ts';
import { taintedReleases } from '../adapters/store/releases.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';
import type { Dependencies } from './dependencies.ts';

const callTimeoutMs = 30_000;

export type EraseResult = {
  /** A cycle holds the user's texts in its hands: the erasure waits until it has come to its verdict. */
  waitsFor: string[];
  /** Releases that wait with a candidate that is marked now; missing in runs of older versions. */
  releases?: string[];
};

export function forgetActivities({ pool, trainers, scratchDir, isRunOpen }: Dependencies) {
  const options = () => ({ timeoutMs: callTimeoutMs, signal: Context.current().cancellationSignal });

  /** @returns files that were removed */
  async function removeAt(trainer: Trainer, training: ErasureTraining): Promise<number> {
    const names = [`${training.dataset_id}.jsonl`, `${training.dataset_id}-val.jsonl`];
    const known = [training.file_id, training.validation_file_id].filter((id) => id !== null);
    const ids = new Set([...known, ...(await trainer.filesNamed(names, options()))]);
    for (const id of ids) await trainer.removeFile(id, options());
    if (training.provider_job_id !== null) await trainer.removeTraces(training.provider_job_id, options());
    return ids.size;
  }

  return {
    /** Erases the rows of a request in one transaction; none while a cycle is at work on them. */
    async eraseRows(erasureId: string): Promise<EraseResult> {
      const { subject } = await getErasure(pool, erasureId);
      if (subject === null) return { waitsFor: [] };
      return inTransaction(pool, async (db) => {
        // No cycle begins in the meantime.
        const around = await agentsOfUser(db, subject);
        await lockLeases(db, around);
        const waitsFor: string[] = [];
        for (const { cycleId, runId } of await leasesOf(db, around)) if (await isRunOpen(cycleId, runId)) waitsFor.push(cycleId);
        if (waitsFor.length > 0) return { waitsFor };
        const { counts, agents } = await eraseWithin(db, subject, erasureId);
        await noteErasure(db, await getErasure(db, erasureId), counts, agents);
        return { waitsFor, releases: await taintedReleases(db) };
      });
    },

    /**
     * Removes files at trainers and on this machine, one training after the other; what is removed stays noted. A trainer that
     * says a clear no costs its own files; one that is not there is tried again.
     *
     * @param last the attempt after which what does not answer counts as out of reach
     */
    async eraseFiles(erasureId: string, last: number): Promise<{ removed: number; outOfReach: number }> {
      const trainings = await erasureTrainings(pool, erasureId);
      await removeScratch(scratchDir, new Set(trainings.map(({ dataset_id: id }) => id)));
      let failed: unknown;
      for (const training of trainings.filter(({ status }) => status !== 'removed')) {
        const trainer = trainers[training.trainer];
        try {
          if (trainer === undefined) throw new ProviderError({ type: 'trainer_not_here', retryable: false, detail: 'no such trainer' });
          await noteTraining(pool, erasureId, training.training_key, { status: 'removed', files: await removeAt(trainer, training) });
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
          if (error.retryable && Context.current().info.attempt < last) failed ??= error;
          else await noteTraining(pool, erasureId, training.training_key, { status: 'out_of_reach', code: error.type });
        }
      }
      if (failed !== undefined) throw failed;
      const all = await erasureTrainings(pool, erasureId);
      return { removed: all.reduce((sum, { files }) => sum + files, 0), outOfReach: all.filter(({ status }) => status === 'out_of_reach').length };
    },

    /** Ends the request where nothing is left to do. */
    async finishErasure(erasureId: string): Promise<{ finished: boolean }> {
      return { finished: await storeEnd(pool, erasureId) };
    },
  };
}

/** Training files whose writer was killed before it could remove them. */
async function removeScratch(folder: string, datasets: ReadonlySet<string>): Promise<void> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  // <dataset>[-val]-<uuid>.jsonl
  const left = files.filter((file) => datasets.has(file.replace(/(-val)?-[0-9a-f]{8}-[0-9a-f-]{27}\.jsonl.*$/, '')));
  for (const file of left) await rm(join(folder, file), { force: true });
}
