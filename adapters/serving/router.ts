import type { Chat } from '../llm/chat.ts';
import type { CallOptions } from '../trainers/trainer.ts';
import type { ServingTarget } from './serving-target.ts';

/** Serving as the stages see it: by model name alone. */
export type Serving = {
  deploy(model: string, options: CallOptions): Promise<{ answersAs: string }>;
  health(model: string, options: CallOptions): Promise<'ready' | 'absent'>;
  undeploy(model: string, options: CallOptions): Promise<void>;
};

export type Route = {
  /** Models whose names begin so answer at the target. */
  prefixes: readonly string[];
  target: ServingTarget;
};

/**
 * Finds for each model the target where it answers: the one with the longest prefix of its name, else the one that
 * serves everything that nobody else does.
 *
 * @param artefactOf the folder that the training of a model left
 */
export function routeServing(routes: readonly Route[], otherwise: ServingTarget, artefactOf: (model: string) => Promise<string | undefined>): { serving: Serving; chat: Chat } {
  const byPrefix = routes
    .flatMap(({ prefixes, target }) => prefixes.map((prefix) => ({ prefix, target })))
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
  const targetOf = (model: string): ServingTarget => byPrefix.find(({ prefix }) => model.startsWith(prefix))?.target ?? otherwise;
  return {
    serving: {
      async deploy(model, options) {
        const artefact = await artefactOf(model);
        return targetOf(model).deploy({ model, ...(artefact !== undefined && { artefact }) }, options);
      },
      health: (model, options) => targetOf(model).health(model, options),
      undeploy: (model, options) => targetOf(model).undeploy(model, options),
    },
    chat: (request) => targetOf(request.model).chat(request),
  };
}
