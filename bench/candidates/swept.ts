import { bestOnValidation } from '../../core/tuning/best.ts';
import { sweepSchema } from '../../core/tuning/config.ts';
import { sweepPoints, type Hyperparameters } from '../../core/tuning/points.ts';
import { answersTo } from '../../sandbox/student/answer.ts';
import { untrainedModel, type StudentModel } from '../../sandbox/student/model.ts';
import { train, type TrainingOptions } from '../../sandbox/student/train.ts';
import type { Turn } from '../../sandbox/traffic/support-traffic.ts';
import { accuracy, difference, four, type Scene } from './scene.ts';

const space = {
  n_epochs: { min: 4, max: 20, integer: true },
  learning_rate_multiplier: { min: 0.3, max: 3, scale: 'log' },
  l2: { min: 0.000001, max: 0.001, scale: 'log' },
  dropout: { min: 0, max: 0.5 },
  label_smoothing: { min: 0, max: 0.3 },
};
const [trainingRows, validationRows] = [2_000, 500];

/** What somebody may have configured who does not know the student: too few, too small steps. */
const poor = { n_epochs: 2, learning_rate_multiplier: 0.2 };

/** In this process, the same student as behind the provider: so many trainings over HTTP would mostly measure HTTP. */
const optionsOf = (given: Hyperparameters): Partial<TrainingOptions> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [{ n_epochs: 'epochs', learning_rate_multiplier: 'learningRate', label_smoothing: 'labelSmoothing' }[name] ?? name, value]));

const answersOf = (model: StudentModel, turns: readonly Turn[]): { right: boolean }[] => turns.map(({ text, reply }) => ({ right: answersTo(model, text, [], 1)[0]?.reply === reply }));

/** A sweep of eight trainings, from the default setting and from a poor one: the best on validation against the setting that it began with, on the test set. */
export function swept(scene: Scene): void {
  const [rows, validation] = [scene.training.slice(0, trainingRows), scene.training.slice(trainingRows, trainingRows + validationRows)];
  const drawn = sweepPoints({}, sweepSchema.parse({ space, max_jobs: 8, seed: scene.seed })).slice(1);
  const contender = (hyperparameters: Hyperparameters, position: number) => {
    const model = train(untrainedModel('large'), rows, { seed: scene.seed, ...optionsOf(hyperparameters) });
    const right = new Set(answersOf(model, validation).flatMap((answer, index) => (answer.right ? [String(index)] : [])));
    return { position, right, asked: validation.length, costUsd: null, model, hyperparameters };
  };
  const others = drawn.map((hyperparameters, index) => contender(hyperparameters, index + 1));
  for (const [name, configured] of Object.entries({ default: {}, poor })) {
    const first = contender(configured, 0);
    const best = bestOnValidation([first, ...others])!;
    const [before, after] = [answersOf(first.model, scene.test), answersOf(best.model, scene.test)];
    scene.print(
      `from ${name} ${four(accuracy(before))}, chosen ${four(accuracy(after))} (${difference(before, after)}), on validation ${first.right.size} and ${best.right.size} of ${validationRows}; ` +
        `job ${best.position + 1} of ${others.length + 1}: ${JSON.stringify(best.hyperparameters)}`,
    );
  }
}
