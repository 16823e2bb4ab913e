import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandTrainerConfig } from '../../core/config/worker.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import { ProviderError } from '../llm/provider-error.ts';
import { hashFile } from './command/hash-folder.ts';
import { artefactFolder, cancelFile, discardedFolder, filesFolder, homeOf, jobsFolder, logFile, metricsFile, orderFile, readRecord, supervisorFile, type OrderRecord } from './command/job-folder.ts';
import { jobState } from './command/job-state.ts';
import { allowedEnvironment, launchSupervisor } from './command/launch.ts';
import { readMetrics } from './command/read-metrics.ts';
import { writeOnce } from './command/write-once.ts';
import type { JobState, MarkedJob, Trainer, TrainingOrder } from './trainer.ts';

export type CommandTrainerContext = { name: string; config: CommandTrainerConfig; env: Readonly<Record<string, string | undefined>> };

/** A guess for programs that choose the number of epochs themselves. */
const usualEpochs = 3;

/**
 * Any program on this machine that reads the JSONL and leaves a model: TRL, Axolotl, a script. A job is a folder named by
 * its key, so that ordering it twice is ordering it once; a supervisor of its own runs it, so that it outlives the worker.
 */
export function commandTrainer({ name, config, env }: CommandTrainerContext): Trainer {
  const folder = resolve(config.jobs_folder);
  const dirOf = (key: string): string => join(jobsFolder(folder), key);

  /** The key or file name in an id, when it is one of this folder's. */
  async function mine(id: string): Promise<string> {
    const [home, rest = ''] = id.split(':');
    // Another worker has it, or this one's folder has been exchanged: the retry may find the right one.
    if (home !== (await homeOf(folder)) || !/^[\w.-]+$/.test(rest)) throw new ProviderError({ type: 'trainer_not_here', retryable: true, retryAfterMs: 1_000, detail: `${id} is not in ${folder}` });
    return rest;
  }

  async function stateOf(key: string): Promise<JobState> {
    const dir = dirOf(key);
    // Whoever was to start it may have died first.
    if ((await readRecord(orderFile(dir))) !== undefined && (await readRecord(supervisorFile(dir))) === undefined) launchSupervisor(dir, allowedEnvironment(env, config.environment));
    return jobState(dir, `${await homeOf(folder)}:${key}`);
  }

  return {
    file: { weights: 'rows', contextTokens: config.context_tokens },
    retention: config.keep_jobs,

    validate: async ({ rows }) => (rows > 0 ? [] : [{ code: 'training_file_invalid', found: 'no rows', expected: 'at least one', final: true }]),

    async estimate({ tokens, epochs, tokensPerSecond }) {
      const seconds = tokensPerSecond ? (tokens * (epochs === 'auto' ? usualEpochs : epochs)) / tokensPerSecond : null;
      const perHour = config.usd_per_hour;
      if (perHour === 0) return { costUsd: 0, seconds };
      return { costUsd: seconds === null || perHour === undefined ? null : (seconds / 3_600) * perHour, seconds };
    },

    async upload(path, name) {
      const home = await homeOf(folder);
      const file = `${basename(name, '.jsonl')}-${await hashFile(path)}.jsonl`;
      await writeAtomically(join(filesFolder(folder), file), createReadStream(path), 0o600);
      return `${home}:${file}`;
    },

    async removeFile(fileId) {
      await rm(join(filesFolder(folder), await mine(fileId)), { force: true });
    },

    async filesNamed(names) {
      const home = await homeOf(folder);
      const wanted = new Set(names.map((name) => basename(name, '.jsonl')));
      return (await readdir(filesFolder(folder))).filter((file) => wanted.has(file.replace(/-[0-9a-f]{64}\.jsonl$/, ''))).sort().map((file) => `${home}:${file}`);
    },

    async removeTraces(jobId) {
      await rm(logFile(dirOf(await mine(jobId))), { force: true });
    },

    async discard(jobId) {
      const key = await mine(jobId);
      if ((await jobState(dirOf(key), jobId)).status === 'running') return false;
      // Out of the way in one step: nobody ever finds half a job. Killed after it, the next call removes the rest.
      const doomed = join(discardedFolder(folder), key);
      await mkdir(discardedFolder(folder), { recursive: true, mode: 0o700 });
      await rename(dirOf(key), doomed).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      await rm(doomed, { recursive: true, force: true, maxRetries: 3 });
      return true;
    },

    async submit(order) {
      const train = join(filesFolder(folder), await mine(order.fileId));
      const val = order.validationFileId === undefined ? await emptyFile(folder) : join(filesFolder(folder), await mine(order.validationFileId));
      const dir = dirOf(order.key);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const record: OrderRecord = {
        key: order.key, installation: order.installation, model: `${name}/${order.suffix}-${order.key.slice(0, 12)}`, usdPerHour: config.usd_per_hour ?? null,
        workingFolder: resolve(config.working_folder),
        argv: [...config.argv, ...commandArguments(order, { train, val, out: artefactFolder(dir) })],
      };
      await writeOnce(orderFile(dir), JSON.stringify(record));
      return stateOf(order.key);
    },

    async adopt({ key, fileId }) {
      await mine(fileId);
      return (await readRecord(orderFile(dirOf(key)))) === undefined ? undefined : stateOf(key);
    },

    poll: async (jobId) => stateOf(await mine(jobId)),

    events: async (jobId, since) => readMetrics(metricsFile(dirOf(await mine(jobId))), since),

    async cancel(jobId, { timeoutMs, signal }) {
      const key = await mine(jobId);
      if ((await readRecord(orderFile(dirOf(key)))) === undefined) return;
      await writeOnce(cancelFile(dirOf(key)), '');
      // Its end is seconds away: whoever asks then need not wait for another look.
      const until = performance.now() + timeoutMs;
      while ((await stateOf(key)).status === 'running' && performance.now() < until) await sleep(100, undefined, { signal });
    },

    async marked(installation) {
      await homeOf(folder);
      const jobs: MarkedJob[] = [];
      for (const key of (await readdir(jobsFolder(folder))).sort()) {
        const order = await readRecord<OrderRecord>(orderFile(dirOf(key)));
        if (order?.installation !== installation) continue;
        const { jobId, status } = await jobState(dirOf(key), `${await homeOf(folder)}:${key}`);
        jobs.push({ jobId, key, status });
      }
      return jobs;
    },
  };
}

function commandArguments({ baseModel, seed, hyperparameters }: TrainingOrder, at: { train: string; val: string; out: string }): string[] {
  const params = JSON.stringify({ base_model: baseModel, ...hyperparameters });
  return ['--train', at.train, '--val', at.val, '--out', at.out, '--seed', String(seed), '--params', params];
}

/** What `--val` names where nothing was held out. */
async function emptyFile(folder: string): Promise<string> {
  const path = join(filesFolder(folder), 'empty.jsonl');
  await (await open(path, 'a', 0o600)).close();
  return path;
}
