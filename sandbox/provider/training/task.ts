import type { Example } from '../../student/train.ts';
import type { StudentSize } from '../../student/size.ts';

/** What a training thread is given. */
export type TrainingTask = {
  /** A base model, or the file of a trained one to continue from. */
  from: { base: StudentSize } | { file: string };
  examples: readonly Example[];
  /** Answered at the end, to report accuracy on examples that were not trained on. */
  validation: readonly Example[];
  seed: number;
  epochs: number;
  learningRate: number;
  /** Where the model goes; a file appears there only when it is whole. */
  out: string;
};

/** What it says while it works. */
export type TrainingMessage =
  | { kind: 'epoch'; epoch: number; epochs: number; loss: number; accuracy: number }
  | { kind: 'done'; validationAccuracy: number | null };
