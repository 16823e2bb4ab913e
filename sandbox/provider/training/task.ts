import type { EpochFigures, Example, TrainingOptions } from '../../student/train.ts';
import type { StudentSize } from '../../student/size.ts';

/** What a training thread is given. */
export type TrainingTask = {
  /** A base model, or the file of a trained one to continue from. */
  from: { base: StudentSize } | { file: string };
  examples: readonly Example[];
  /** Answered after each epoch and at the end: how it does on examples that are not trained on. */
  validation: readonly Example[];
  options: Pick<TrainingOptions, 'seed' | 'epochs' | 'learningRate' | 'labelSmoothing' | 'l2' | 'dropout'>;
  /** After each epoch: the fault that makes a training slow enough to watch. */
  pauseMs?: number;
  /** Where the model goes; a file appears there only when it is whole. */
  out: string;
};

/** What it says while it works. */
export type TrainingMessage =
  | ({ kind: 'epoch' } & EpochFigures)
  | { kind: 'done'; validationAccuracy: number | null };
