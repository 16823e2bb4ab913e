import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openClient } from '../../adapters/llm/chat.ts';
import { publishedPrices } from '../../adapters/llm/prices.ts';
import { ProviderError } from '../../adapters/llm/provider-error.ts';
import { commandTrainer } from '../../adapters/trainers/command.ts';
import { openAiTrainer } from '../../adapters/trainers/openai.ts';
import type { JobState, Trainer, TrainingOrder } from '../../adapters/trainers/trainer.ts';
import { startProxy, type Lane } from './provider-proxy.ts';
import { chatLines, testProvider } from './sandbox-provider.ts';

export const call = { timeoutMs: 15_000 };
export type Behaviour = 'succeed' | 'fail' | 'moderate' | 'slow';

/** A real trainer, and what the contract needs around it. */
export type TrainerScene = {
  trainer: Trainer;
  baseModel: string;
  /** A file with so many rows. */
  file: (rows?: number) => Promise<string>;
  /** Hyperparameters of a job that goes this way. */
  going: (behaviour: Behaviour) => Promise<TrainingOrder['hyperparameters']>;
  /** Orders a job and never hears of it. */
  loseAnswer: (order: TrainingOrder) => Promise<void>;
  /** The way to a trainer that speaks HTTP, and what it does on request. */
  http?: { lane: Lane; control: (faults: object) => Promise<unknown> };
  close: () => Promise<void>;
};

const turns = (rows: number) => Array.from({ length: rows }, (_, index) => ({ text: `question number ${index}`, reply: `answer ${index % 3}` }));

export async function openAiScene(): Promise<TrainerScene> {
  const provider = await testProvider();
  const proxy = await startProxy(provider.url);
  const lane = proxy.lane('contract');
  const client = openClient({ baseUrl: lane.url, apiKey: 'none' });
  const trainer = openAiTrainer({ client, priceOf: publishedPrices(client), contextTokens: 65_536 });
  const control = (faults: object) => provider.control('PUT', 'faults', faults);
  const faults: Record<Behaviour, object> = {
    succeed: {}, fail: { fail_training: { times: 1 } }, moderate: { moderate_training: { times: 1 } }, slow: { slow_training_seconds: { seconds: 600, times: 1 } },
  };
  return {
    trainer, baseModel: 'sandbox-small', file: filesIn(provider.dir),
    async going(behaviour) {
      await control(faults[behaviour]);
      return { n_epochs: 3 };
    },
    async loseAnswer(order) {
      lane.refuse({ method: 'POST', path: /^\/fine_tuning\/jobs$/ }, 500, 'answer');
      const error = await trainer.submit(order, call).catch((thrown: unknown) => thrown);
      if (!(error instanceof ProviderError) || !error.answerLost) throw new Error('the answer was not lost');
    },
    http: { lane, control },
    async close() {
      await proxy.close();
      await provider.close();
    },
  };
}

export const trainerProgram = fileURLToPath(new URL('trainer-program.ts', import.meta.url));
const orderProgram = fileURLToPath(new URL('order-command.ts', import.meta.url));

export async function commandScene(config: { env?: Record<string, string>; environment?: string[]; folder?: string } = {}): Promise<TrainerScene & { folder: string }> {
  const folder = config.folder ?? (await mkdtemp(join(tmpdir(), 'flywheel-jobs-')));
  const options = commandOptions(folder, config.environment);
  const trainer = commandTrainer({ ...options, env: { ...process.env, ...config.env } });
  const parameters: Record<Behaviour, string> = { succeed: 'succeed', fail: 'fail', moderate: 'refuse', slow: 'slow' };
  return {
    trainer, folder, baseModel: 'some-base', file: filesIn(folder),
    going: async (behaviour) => ({ behaviour: parameters[behaviour] }),
    async loseAnswer(order) {
      const child = spawn(process.execPath, [orderProgram, JSON.stringify({ folder, order })], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (!existsSync(join(folder, 'jobs', order.key, 'order.json'))) await sleep(2);
      child.kill('SIGKILL');
      await ended;
    },
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export const commandOptions = (folder: string, environment: string[] = []) => ({
  name: 'local',
  config: { kind: 'command' as const, argv: [process.execPath, trainerProgram], jobs_folder: folder, keep_jobs: { days: 90, latest: 10 }, working_folder: '.', environment, usd_per_hour: 3.6, context_tokens: 65_536 },
});

let files = 0;
const filesIn = (folder: string) => async (rows = 12): Promise<string> => {
  const path = join(folder, `rows-${rows}-${++files}.jsonl`);
  await writeFile(path, chatLines(turns(rows)));
  return path;
};

/** Looks until the job has ended. */
export async function endOfJob(trainer: Trainer, jobId: string): Promise<JobState> {
  for (;;) {
    const state = await trainer.poll(jobId, call);
    if (state.status !== 'running') return state;
    await sleep(30);
  }
}

/** Waits for something to be so; the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(30);
}
