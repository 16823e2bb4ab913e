import { parentPort, workerData } from 'node:worker_threads';
import { answersTo } from '../../student/answer.ts';
import { loadModel, saveModel } from '../../student/model-file.ts';
import { untrainedModel } from '../../student/model.ts';
import { train } from '../../student/train.ts';
import type { TrainingMessage, TrainingTask } from './task.ts';

// The body of a worker thread: it trains one model, so that the server goes on answering meanwhile.
const task = workerData as TrainingTask;
const say = (message: TrainingMessage): void => parentPort?.postMessage(message, []);

const from = 'base' in task.from ? untrainedModel(task.from.base) : await loadModel(task.from.file);
const model = train(from, task.examples, {
  ...task.options,
  validation: task.validation,
  onEpoch: (epoch) => {
    say({ kind: 'epoch', ...epoch });
    if (task.pauseMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, task.pauseMs);
  },
});
const right = task.validation.filter(({ text, reply }) => answersTo(model, text, [], 1)[0]?.reply === reply).length;
await saveModel(task.out, model);
say({ kind: 'done', validationAccuracy: task.validation.length > 0 ? right / task.validation.length : null });
