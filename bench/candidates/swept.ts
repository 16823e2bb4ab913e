import { bestOnValidation } from '../../core/tuning/best.ts';
import { sweepSchema } from '../../core/tuning/config.ts';
import { sweepPoints } from '../../core/tuning/points.ts';
import { accuracy, ask, difference, four, tune, wayOf, type Scene } from './scene.ts';

const space = {
  n_epochs: { min: 4, max: 20, integer: true },
  learning_rate_multiplier: { min: 0.3, max: 3, scale: 'log' },
  l2: { min: 0.000001, max: 0.001, scale: 'log' },
  dropout: { min: 0, max: 0.5 },
  label_smoothing: { min: 0, max: 0.3 },
};
const [trainingRows, validationRows] = [2_000, 500];

/** A sweep of eight trainings: the setting that is best on validation against the default one, on the test set. */
export async function swept(scene: Scene): Promise<void> {
  const [rows, validation] = [scene.training.slice(0, trainingRows), scene.training.slice(trainingRows, trainingRows + validationRows)];
  const points = sweepPoints({}, sweepSchema.parse({ space, max_jobs: 8, seed: scene.seed }));
  const contenders = [];
  for (const [position, hyperparameters] of points.entries()) {
    const model = await tune(scene, 'sandbox-large', rows, hyperparameters);
    const right = (await ask(scene, wayOf(model), validation)).filter((answer) => answer.right).length;
    contenders.push({ position, right, asked: validation.length, costUsd: null, model, hyperparameters });
  }
  const best = bestOnValidation(contenders)!;
  const [byDefault, chosen] = [await ask(scene, wayOf(contenders[0]!.model), scene.test), await ask(scene, wayOf(best.model), scene.test)];
  scene.print(
    `default ${four(accuracy(byDefault))}, chosen ${four(accuracy(chosen))} (${difference(byDefault, chosen)}), on validation ${contenders[0]!.right} and ${best.right} of ${validationRows}; ` +
      `job ${best.position + 1} of ${points.length}: ${JSON.stringify(best.hyperparameters)}`,
  );
}
