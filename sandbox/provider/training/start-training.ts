import { Worker } from 'node:worker_threads';
import type { TrainingMessage, TrainingTask } from './task.ts';

export type Training = {
  /** Resolves when the model's file is there; rejects when the thread fails or is stopped. */
  finished: Promise<{ validationAccuracy: number | null }>;
  stop: () => Promise<void>;
};

/** Runs one training in a thread of its own. */
export function startTraining(
  task: TrainingTask,
  onEpoch: (message: Extract<TrainingMessage, { kind: 'epoch' }>) => void = () => undefined,
): Training {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: task });
  const finished = new Promise<{ validationAccuracy: number | null }>((resolve, reject) => {
    worker.on('message', (message: TrainingMessage) => {
      if (message.kind === 'epoch') onEpoch(message);
      else resolve({ validationAccuracy: message.validationAccuracy });
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the training thread was stopped')));
  });
  // Whoever stops a training need not also wait for it.
  finished.catch(() => undefined);
  return {
    finished,
    async stop() {
      await worker.terminate();
    },
  };
}
