import { expect, test } from 'vitest';
import { answersTo } from '../sandbox/student/answer.ts';
import { untrainedModel } from '../sandbox/student/model.ts';
import { train, type EpochFigures, type TrainingOptions } from '../sandbox/student/train.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { testProvider, chatLines, endOf, uploadLines } from './support/sandbox-provider.ts';

const traffic = supportTraffic({ seed: 3, count: 400 });
const shown = traffic.slice(0, 200);
const held = traffic.slice(200);

function figures(options: Partial<TrainingOptions>): { weights: Float32Array; epochs: EpochFigures[] } {
  const epochs: EpochFigures[] = [];
  const model = train(untrainedModel('large'), shown, { seed: 1, validation: held, onEpoch: (epoch) => epochs.push(epoch), ...options });
  return { weights: model.weights, epochs };
}
const length = (weights: Float32Array): number => Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));

test('weight decay keeps the weights small', () => {
  expect(length(figures({ l2: 0.01 }).weights)).toBeLessThan(0.95 * length(figures({}).weights));
});

test('more smoothing makes the student less sure of what it has learnt', () => {
  const sure = (labelSmoothing: number): number => answersTo(train(untrainedModel('large'), shown, { seed: 1, labelSmoothing }), shown[0]!.text)[0]!.probability;
  expect(sure(0.3)).toBeLessThan(sure(0) - 0.1);
});

test('dropout changes the training and is the same for the same seed', () => {
  const weights = figures({ dropout: 0.3 }).weights;
  expect(figures({ dropout: 0.3 }).weights).toEqual(weights);
  expect(figures({}).weights).not.toEqual(weights);
});

test('watching a validation set changes nothing but tells how it does after each epoch', () => {
  const { weights, epochs } = figures({});
  expect(train(untrainedModel('large'), shown, { seed: 1 }).weights).toEqual(weights);
  const model = train(untrainedModel('large'), shown, { seed: 1 });
  const right = held.filter(({ text, reply }) => answersTo(model, text, [], 1)[0]!.reply === reply).length / held.length;
  expect(epochs.at(-1)?.validation?.accuracy).toBeCloseTo(right, 1);
  expect(epochs.at(-1)!.validation!.loss).toBeLessThan(epochs[0]!.validation!.loss);
});

test('a job takes the student\'s own hyperparameters, and its events carry the loss on the validation file', async () => {
  const provider = await testProvider();
  try {
    const [training, validation] = [await uploadLines(provider.client, chatLines(shown)), await uploadLines(provider.client, chatLines(held))];
    const hyperparameters = { n_epochs: 3, l2: 0.001, dropout: 0.1, label_smoothing: 0.1 };
    const job = await provider.client.fineTuning.jobs.create({
      model: 'sandbox-large', training_file: training.id, validation_file: validation.id, seed: 1, method: { type: 'supervised', supervised: { hyperparameters } },
    });
    expect(await endOf(provider.client, job.id)).toMatchObject({ status: 'succeeded', hyperparameters });
    const { data } = await provider.client.fineTuning.jobs.listEvents(job.id);
    const losses = data.flatMap((event) => (event.data as { valid_loss?: number } | null)?.valid_loss ?? []);
    expect(losses).toHaveLength(3);
    expect(losses.every((loss) => loss > 0)).toBe(true);
  } finally {
    await provider.close();
  }
});
