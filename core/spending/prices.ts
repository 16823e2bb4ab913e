import { z } from 'zod';

/** USD per token; NaN where only that part is not known. */
export type Price = {
  prompt: number;
  completion: number;
  training: number;
  /** Day for which it holds or on which it was read, `2026-11-22`. */
  asOf?: string;
};

const perMillion = z.number().min(0).optional();

/** The section `prices` of the worker's file: it wins over what a provider publishes. */
export const pricesSchema = z.strictObject({
  as_of: z.iso.date().describe('the day of the provider\'s list that these are from; stands beside every cost in the ledger'),
  usd_per_million_tokens: z
    .record(z.string().min(1), z.strictObject({ prompt: perMillion, completion: perMillion, training: perMillion }))
    .describe('by model, as calls name it; of a tuned model `ft:base:...` the entry `ft:base` stands for all. A part that is left out is not known, never 0'),
});
export type PricesConfig = z.infer<typeof pricesSchema>;

/** The configured price of a model; undefined when the table does not name it. */
export function configuredPrice(config: PricesConfig, model: string): Price | undefined {
  const table = config.usd_per_million_tokens;
  const tuned = /^ft:[^:]+/.exec(model)?.[0];
  const found = table[model] ?? (tuned === undefined ? undefined : table[tuned]);
  if (!found) return undefined;
  const perToken = (usd: number | undefined): number => (usd ?? NaN) / 1_000_000;
  return { prompt: perToken(found.prompt), completion: perToken(found.completion), training: perToken(found.training), asOf: config.as_of };
}

/** Cost in USD; null when the price or a needed part of it is unknown. */
export function costOf(price: Price | undefined, promptTokens: number, completionTokens: number): number | null {
  if (!price) return null;
  // No tokens of an unpriced kind cost nothing.
  const part = (tokens: number, usd: number): number => (tokens === 0 ? 0 : tokens * usd);
  const cost = part(promptTokens, price.prompt) + part(completionTokens, price.completion);
  return Number.isFinite(cost) ? cost : null;
}
