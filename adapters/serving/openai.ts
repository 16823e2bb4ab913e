import { ProviderError } from '../llm/provider-error.ts';
import { mapProviderError } from '../llm/map-error.ts';
import type { CallOptions } from '../trainers/trainer.ts';
import type { ServingContext } from './index.ts';
import type { ServingTarget } from './serving-target.ts';

/** OpenAI-shaped providers serve a tuned model by its name as soon as its training succeeded. */
export function openAiServing({ client, chat }: ServingContext): ServingTarget {
  // vLLM and some proxies list their models, but have no route for a single one.
  const find = async (model: string, { timeoutMs, signal }: CallOptions): Promise<string | undefined> => {
    const request = { timeout: timeoutMs, maxRetries: 0, ...(signal && { signal }) };
    return (await unlessMissing(async () => (await client.models.retrieve(model, request)).id)) ?? (await unlessMissing(async () => (await client.models.list(request)).data.find(({ id }) => id === model)?.id));
  };
  return {
    chat,
    async deploy({ model }, options) {
      const answersAs = await find(model, options);
      if (answersAs === undefined) throw notServed(`${model} is not in the list of models`);
      return { answersAs };
    },
    health: async (model, options) => ((await find(model, options)) === undefined ? 'absent' : 'ready'),
    // It costs nothing to leave it, and a rollback may need it.
    undeploy: async () => undefined,
  };
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const mapped = mapProviderError(error);
    if (mapped instanceof ProviderError && mapped.type === 'provider_not_found') return undefined;
    throw mapped;
  }
}

/** Retryable: deployments take their time. */
export const notServed = (detail: string): ProviderError => new ProviderError({ type: 'model_not_served', retryable: true, detail });
