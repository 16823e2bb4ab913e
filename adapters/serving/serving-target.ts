import type { Chat } from '../llm/chat.ts';
import type { CallOptions } from '../trainers/trainer.ts';

/** A tuned model; `artefact` is the folder that its training left, where it left one. */
export type ServedModel = { model: string; artefact?: string };

/** Where tuned models answer. "Trained, but not served" is a state of its own: `deploy` ends it or says why not. */
export type ServingTarget = {
  /**
   * Makes the model answer, or finds that it does; harmless to repeat.
   *
   * @returns the name under which replies come back
   * @throws ProviderError `model_not_served`: it does not answer (yet); asking again may help
   */
  deploy(model: ServedModel, options: CallOptions): Promise<{ answersAs: string }>;
  /** Whether the model would answer now. */
  health(model: string, options: CallOptions): Promise<'ready' | 'absent'>;
  /** Harmless when it is not deployed. */
  undeploy(model: string, options: CallOptions): Promise<void>;
  /** Asks a model that is deployed here. */
  chat: Chat;
};
