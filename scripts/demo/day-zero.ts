import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import type { Trainer } from '../../adapters/trainers/trainer.ts';
import { trainingLine } from '../../core/training/line.ts';
import type { World } from './world.ts';

const options = { timeoutMs: 30_000 };

/** What a team had before it had a flywheel: a model tuned once, by hand, on the few examples it could label. */
export async function trainDayZero(trainer: Trainer, world: World, baseModel: string): Promise<string> {
  const path = join(tmpdir(), `flywheel-day-zero-${process.pid}.jsonl`);
  try {
    await writeAtomically(path, world.seed.map(({ text, reply }) => trainingLine([{ role: 'user', content: text }], reply, world.systemPrompt)));
    const fileId = await trainer.upload(path, 'day-zero.jsonl', options);
    const { jobId } = await trainer.submit({ key: `day-zero-${Date.now()}`, installation: 'demo', baseModel, fileId, hyperparameters: {}, seed: 1, suffix: `${world.agent}-day-0` }, options);
    for (;;) {
      const state = await trainer.poll(jobId, options);
      if (state.status === 'succeeded' && state.tunedModel) return state.tunedModel;
      if (state.status !== 'running') throw new Error(`the first training ended ${state.status} (${state.errorCode ?? 'no code'})`);
      await sleep(100);
    }
  } finally {
    await rm(path, { force: true });
  }
}
