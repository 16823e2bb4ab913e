import type { CallOptions } from '../trainers/trainer.ts';

/** Where tuned models answer. "Trained, but not served" is a state of its own: `deploy` ends it or says why not. */
export type ServingTarget = {
  /**
   * Makes the model answer, or finds that it does; harmless to repeat.
   *
   * @returns the name under which replies come back
   * @throws ProviderError
   */
  deploy(model: string, options: CallOptions): Promise<{ answersAs: string }>;
};
