import { bestOnValidation } from '../../core/tuning/best.ts';
import { sweepSchema } from '../../core/tuning/config.ts';
import { sweepPoints, type Hyperparameters } from '../../core/tuning/points.ts';
import { accuracy, ask, difference, four, tune, wayOf, type Scene } from './scene.ts';

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

/** A sweep of eight trainings, from the default setting and from a poor one: the best on validation against the setting that it began with, on the test set. */
export async function swept(scene: Scene): Promise<void> {
  const [rows, validation] = [scene.training.slice(0, trainingRows), scene.training.slice(trainingRows, trainingRows + validationRows)];
  const drawn = sweepPoints({}, sweepSchema.parse({ space, max_jobs: 8, seed: scene.seed })).slice(1);
  const contender = async (hyperparameters: Hyperparameters, position: number) => {
    const model = await tune(scene, 'sandbox-large', rows, hyperparameters);
    const answers = await ask(scene, wayOf(model), validation);
    const right = new Set(answers.flatMap((answer, index) => (answer.right ? [String(index)] : [])));
    return { position, right, asked: validation.length, costUsd: null, model, hyperparameters };
  };
  const others = [];
  for (const [index, hyperparameters] of drawn.entries()) others.push(await contender(hyperparameters, index + 1));
  for (const [name, configured] of Object.entries({ default: {}, poor })) {
    const first = await contender(configured, 0);
    const best = bestOnValidation([first, ...others])!;
    const [before, after] = [await ask(scene, wayOf(first.model), scene.test), await ask(scene, wayOf(best.model), scene.test)];
    scene.print(
      `from ${name} ${four(accuracy(before))}, chosen ${four(accuracy(after))} (${difference(before, after)}), on validation ${first.right.size} and ${best.right.size} of ${validationRows}; ` +
        `job ${best.position + 1} of ${others.length + 1}: ${JSON.stringify(best.hyperparameters)}`,
    );
  }
}
