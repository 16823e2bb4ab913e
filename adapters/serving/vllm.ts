import { ProviderError } from '../llm/provider-error.ts';
import { mapProviderError } from '../llm/map-error.ts';
import type { CallOptions } from '../trainers/trainer.ts';
import type { ServingContext } from './index.ts';
import { notServed, openAiServing } from './openai.ts';
import type { ServingTarget } from './serving-target.ts';

/**
 * A vLLM server that takes LoRA adapters while it runs (`VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`), or whatever speaks its
 * two routes. The adapter's folder must lie under the same path on that machine. Calls name the adapter, not the base.
 */
export function vllmServing(context: ServingContext): ServingTarget {
  const byName = openAiServing(context);
  const post = async (path: string, body: object, { timeoutMs, signal }: CallOptions): Promise<void> => {
    try {
      await context.client.post(path, { body, timeout: timeoutMs, maxRetries: 0, ...(signal && { signal }) });
    } catch (error) {
      throw mapProviderError(error);
    }
  };
  return {
    ...byName,
    async deploy({ model, artefact }, options) {
      if ((await byName.health(model, options)) === 'ready') return { answersAs: model };
      // A base model is loaded by whoever starts the server.
      if (artefact === undefined) throw notServed(`${model} is no model of this server and has left no artefact`);
      try {
        await post('/load_lora_adapter', { lora_name: model, lora_path: artefact }, options);
      } catch (error) {
        // Somebody else was faster: vLLM answers 400 to an adapter that is loaded.
        if (!refused(error) || (await byName.health(model, options)) === 'absent') throw error;
      }
      return byName.deploy({ model }, options);
    },
    async undeploy(model, options) {
      try {
        await post('/unload_lora_adapter', { lora_name: model }, options);
      } catch (error) {
        if (!refused(error)) throw error;
      }
    },
  };
}

const refused = (error: unknown): boolean =>
  error instanceof ProviderError && (error.type === 'provider_bad_request' || error.type === 'provider_not_found');
