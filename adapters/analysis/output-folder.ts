import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors/input-error.ts';
import { tiers } from '../../core/signals/tier.ts';

/** What an analysis writes that looks like a log, by its place in the folder; the first two together tell that folder from others. */
export const resultNames = ['analyzed.jsonl', 'rejects.jsonl', 'calibration.json', 'summary.json', ...tiers.map((tier) => join('slices', `${tier}.jsonl`))] as const;

export type OutputFolder = {
  /** Where files are written first, below the final folder. */
  draft: string;
  /** For what is needed only on the way. */
  work: string;
  /** Gives every file of the draft its final name; what stood there before is replaced. */
  publish: () => Promise<void>;
  /** Takes the draft away. Harmless after publishing. */
  discard: () => Promise<void>;
};

/**
 * A folder of results whose names never stand for half a file: everything is written into a hidden folder beside them and
 * moved when all of it is there.
 *
 * @throws InputError where no folder can be made there
 */
export async function openOutputFolder(path: string): Promise<OutputFolder> {
  const hidden = join(path, `.draft-${randomUUID()}`);
  const [draft, work] = [join(hidden, 'results'), join(hidden, 'work')];
  try {
    await mkdir(join(draft, 'slices'), { recursive: true });
    await mkdir(work);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (!['EEXIST', 'ENOTDIR', 'EACCES', 'EROFS', 'ENOSPC'].includes(code)) throw error;
    throw new InputError({ field: '--out', found: `${path} (${code})`, expected: 'a folder, or a name where one can be made' });
  }
  return {
    draft,
    work,
    async publish() {
      await mkdir(join(path, 'slices'), { recursive: true });
      for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const inner = entry.parentPath === draft ? entry.name : join('slices', entry.name);
        await rename(join(draft, inner), join(path, inner));
      }
      await rm(hidden, { recursive: true, force: true });
    },
    discard: () => rm(hidden, { recursive: true, force: true }),
  };
}
