import type OpenAI from 'openai';
import { configuredPrice, type Price, type PricesConfig } from '../../core/spending/prices.ts';

export type { Price };
export type PriceOf = (model: string) => Promise<Price | undefined>;

/** A price list changes rarely; a new tuned model must show up soon. */
const freshForMs = 10 * 60_000;

type Pricing = { prompt?: string; completion?: string; training?: string };

/**
 * Prices as the provider publishes them in `GET /models` (`pricing`, USD per token as strings, the shape that
 * OpenRouter made common). Unknown stays unknown: a cost that is not known is null, never 0.
 */
export function publishedPrices(client: OpenAI): PriceOf {
  let prices = new Map<string, Price>();
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      const found = new Map<string, Price>();
      const asOf = new Date().toISOString().slice(0, 10);
      for await (const model of client.models.list()) {
        const pricing = (model as { pricing?: Pricing }).pricing;
        if (pricing) found.set(model.id, { prompt: Number(pricing.prompt ?? NaN), completion: Number(pricing.completion ?? NaN), training: Number(pricing.training ?? NaN), asOf });
      }
      prices = found;
    } catch {
      // Prices are a courtesy: a provider without a list must not stop the work.
    }
    readAt = performance.now();
  }

  return async (model) => {
    const known = prices.get(model);
    if (known && performance.now() - readAt < freshForMs) return known;
    // A miss is looked up again at most every second, so that unknown models do not flood the provider.
    if (!known && performance.now() - readAt < 1_000) return undefined;
    reading ??= read().finally(() => (reading = undefined));
    await reading;
    return prices.get(model);
  };
}

/** Prices of the configured table, and what `otherwise` knows where it names none. */
export const configuredPrices =
  (config: PricesConfig | undefined, otherwise: PriceOf): PriceOf =>
  async (model) =>
    (config && configuredPrice(config, model)) ?? otherwise(model);
