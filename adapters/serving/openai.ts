import type OpenAI from 'openai';
import { mapProviderError } from '../llm/map-error.ts';
import type { ServingTarget } from './serving-target.ts';

/** OpenAI-shaped providers serve a tuned model by its name as soon as its training succeeded. */
export function openAiServing(client: OpenAI): ServingTarget {
  return {
    async deploy(model, options) {
      try {
        const found = await client.models.retrieve(model, { timeout: options.timeoutMs, maxRetries: 0 });
        return { answersAs: found.id };
      } catch (error) {
        throw mapProviderError(error);
      }
    },
  };
}
