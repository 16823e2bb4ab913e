import { contentHash } from '../identity/content-hash.ts';

/** Everything that makes a training what it is. Money is spent once per value and generation of this. */
export type TrainingContent = {
  agent: string;
  datasetId: string;
  trainer: string;
  baseModel: string;
  hyperparameters: unknown;
  seed: number;
  systemPrompt: string;
};

export const trainingContentKey = (content: TrainingContent): string => contentHash('training', content);
export const trainingKey = (contentKey: string, generation: number): string => contentHash('generation', contentKey, generation).slice(0, 40);
