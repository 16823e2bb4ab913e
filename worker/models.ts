import type OpenAI from 'openai';
import { openChat, openClient, type Chat } from '../adapters/llm/chat.ts';
import { configuredPrices, publishedPrices, type PriceOf } from '../adapters/llm/prices.ts';
import { servingKinds } from '../adapters/serving/index.ts';
import { routeServing, type Route, type Serving } from '../adapters/serving/router.ts';
import { createTrainer } from '../adapters/trainers/index.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';
import type { Settings } from '../core/config/settings.ts';
import { defaultProvider, type ServingConfig, type WorkerConfig } from '../core/config/worker.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Provider = { client: OpenAI; priceOf: PriceOf };

/** Where models are trained, where they answer and what they cost: built from the worker's configuration. */
export type Models = { chat: Chat; priceOf: PriceOf; trainers: Record<string, Trainer>; serving: Serving };

const million = 1_000_000;

/** @param artefactOf the folder that the training of a model left */
export function buildModels(settings: Settings, config: WorkerConfig, env: Env, artefactOf: (model: string) => Promise<string | undefined>): Models {
  const known = new Map<string, Provider>();
  const provider = (name: string): Provider => {
    const found = known.get(name) ?? openProvider(name, settings, config, env);
    known.set(name, found);
    return found;
  };
  const main = provider(defaultProvider);

  const targets = Object.entries(config.serving).map(([name, served]) => {
    const prefixes = [...served.models, ...Object.entries(config.trainers).flatMap(([trainer, one]) => (one.kind === 'command' && one.serving === name ? [`${trainer}/`] : []))];
    const { client, priceOf: published } = provider(served.provider);
    const priceOf = pricesOf(served, published);
    return { prefixes, priceOf, target: servingKinds[served.kind]({ client, chat: openChat(client, priceOf) }) };
  });
  const { serving, chat } = routeServing(targets satisfies Route[], servingKinds.openai({ client: main.client, chat: openChat(main.client, main.priceOf) }), artefactOf);
  const trainers = { [defaultProvider]: { kind: 'openai', provider: defaultProvider, context_tokens: 65_536 } as const, ...config.trainers };
  return {
    chat, serving,
    priceOf: (model) => (targets.find(({ prefixes }) => prefixes.some((prefix) => model.startsWith(prefix)))?.priceOf ?? main.priceOf)(model),
    trainers: Object.fromEntries(Object.entries(trainers).map(([name, trainer]) => [name, createTrainer({ name, config: trainer, provider, env })])),
  };
}

function openProvider(name: string, settings: Settings, { providers, prices }: WorkerConfig, env: Env): Provider {
  const own = providers[name];
  const client = openClient(
    own ? { baseUrl: own.base_url, apiKey: (own.key_env !== undefined && env[own.key_env]) || 'none' } : { baseUrl: settings.openAiBaseUrl, apiKey: settings.openAiApiKey },
  );
  return { client, priceOf: configuredPrices(prices, publishedPrices(client)) };
}

/** What the configuration says, else what the provider publishes. */
function pricesOf({ usd_per_million_tokens: own }: ServingConfig, published: PriceOf): PriceOf {
  if (!own) return published;
  return async () => ({ prompt: own.prompt / million, completion: own.completion / million, training: NaN });
}
