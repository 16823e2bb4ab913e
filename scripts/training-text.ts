import type { OrphanedJob } from '../adapters/store/orphaned-jobs.ts';
import type { TrainingSummary, TrainingWarning } from '../adapters/store/training-jobs.ts';
import { remedyOf } from '../core/training/remedy.ts';

/** A line for each training of a cycle, and one for each thing that a person should know of it. */
export function trainingLines(trainings: readonly TrainingSummary[]): string[] {
  return trainings.flatMap((training) => {
    const { trainer, status, step, total_steps: total, loss, estimated_usd: usd, estimated_seconds: seconds, error_code: code } = training;
    const facts = [
      ...(step === null ? [] : [`step ${step}${total === null ? '' : ` of ${total}`}`]),
      ...(loss === null ? [] : [`loss ${loss.toPrecision(3)}`]),
      ...(usd === null ? [] : [`estimated at $${usd.toFixed(4)}`]),
      ...(seconds === null ? [] : [`and ${Math.ceil(seconds)} s`]),
      ...(code === null ? [] : [code.replaceAll('_', ' ')]),
    ];
    return [`training by ${trainer}: ${status}${facts.length > 0 ? `, ${facts.join(', ')}` : ''}`, ...training.warnings.map((warning) => `  warning: ${describeWarning(warning)}`)];
  });
}

function describeWarning({ code, ...numbers }: TrainingWarning): string {
  const rest = Object.entries(numbers).map(([name, value]) => `${name} ${value}`).join(', ');
  return `${code.replaceAll('_', ' ')}${rest === '' ? '' : ` (${rest})`}`;
}

/** What to do about a cycle's reason, where anything can be done. */
export function adviceLines(reason: string | null): string[] {
  const remedy = reason === null ? undefined : remedyOf(reason);
  return remedy === undefined ? [] : [`what to do: ${remedy}`];
}

/** Jobs at a trainer that nobody here waits for. */
export const orphanLines = (jobs: readonly OrphanedJob[]): string[] =>
  jobs.map(({ trainer, job_id: id, status }) => `a job that nobody waits for: ${id} at ${trainer}, ${status}; cancel it or remove its model there`);
