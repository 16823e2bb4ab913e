import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeAtomically } from '../../../adapters/files/write-atomically.ts';
import { type Answer, answerSchema, type FileRecord, fileSchema, type JobRecord, jobRecordSchema } from './records.ts';

/** Everything the provider remembers. The maps are read; whoever changes a record saves it before answering. */
export type Store = {
  files: ReadonlyMap<string, FileRecord>;
  jobs: ReadonlyMap<string, JobRecord>;
  answers: () => readonly Answer[];
  addFile(record: FileRecord, content: Uint8Array): Promise<void>;
  fileContent(id: string): Promise<Buffer>;
  removeFile(id: string): Promise<void>;
  saveJob(record: JobRecord): Promise<void>;
  setAnswers(answers: readonly Answer[]): Promise<void>;
  /** Where the model of a job lies. */
  modelPath(jobId: string): string;
  /** Where the judge's own model lies, for the answer key of that hash. */
  oraclePath(keyHash: string): string;
};

/**
 * Opens the data folder, which one provider has at a time. Every file in it is replaced as a whole, so that a process killed
 * at any moment leaves it readable: a file's record is written after its content, so a record without content cannot be.
 */
export async function openStore(dir: string): Promise<Store> {
  const folders = { files: join(dir, 'files'), jobs: join(dir, 'jobs'), models: join(dir, 'models') };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const folder of [dir, ...Object.values(folders)]) await removeUnfinished(folder);
  const answersPath = join(dir, 'answer-key.jsonl');
  const files = byId(await readRecords(folders.files, fileSchema), (record) => record.id);
  const jobs = byId(await readRecords(folders.jobs, jobRecordSchema), (record) => record.job.id);
  let answers: readonly Answer[] = await readAnswers(answersPath);

  // One after the other: two saves of one record must land in the order in which they were asked for.
  let writing: Promise<void> = Promise.resolve();
  const write = (path: string, content: string | Uint8Array): Promise<void> => {
    const done = writing.then(() => writeAtomically(path, content, 0o600));
    writing = done.catch(() => undefined);
    return done;
  };

  return {
    files,
    jobs,
    answers: () => answers,
    async addFile(record, content) {
      await write(join(folders.files, `${record.id}.jsonl`), content);
      await write(join(folders.files, `${record.id}.json`), JSON.stringify(record));
      files.set(record.id, record);
    },
    fileContent: (id) => readFile(join(folders.files, `${id}.jsonl`)),
    async removeFile(id) {
      files.delete(id);
      await rm(join(folders.files, `${id}.json`), { force: true });
      await rm(join(folders.files, `${id}.jsonl`), { force: true });
    },
    async saveJob(record) {
      jobs.set(record.job.id, record);
      await write(join(folders.jobs, `${record.job.id}.json`), JSON.stringify(record));
    },
    async setAnswers(rows) {
      answers = rows;
      // Oracles of former keys are of no more use.
      for (const name of await readdir(folders.models))
        if (name.startsWith('oracle-')) await rm(join(folders.models, name), { force: true });
      await write(answersPath, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    modelPath: (jobId) => join(folders.models, `${jobId}.bin`),
    oraclePath: (keyHash) => join(folders.models, `oracle-${keyHash}.bin`),
  };
}

const byId = <T>(records: readonly T[], id: (record: T) => string): Map<string, T> =>
  new Map(records.map((record) => [id(record), record]));

/** What a killed process had begun to write. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
}

async function readRecords<T>(folder: string, schema: z.ZodType<T>): Promise<T[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))));
}

async function readAnswers(path: string): Promise<Answer[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter(Boolean).map((line) => answerSchema.parse(JSON.parse(line)));
}
