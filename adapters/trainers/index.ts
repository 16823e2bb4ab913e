import type OpenAI from 'openai';
import type { CommandTrainerConfig, OpenAiTrainerConfig } from '../../core/config/worker.ts';
import type { PriceOf } from '../llm/prices.ts';
import { commandTrainer } from './command.ts';
import { openAiTrainer } from './openai.ts';
import type { Trainer } from './trainer.ts';

/** What a trainer is built from: its name, its part of the worker's configuration, and ways to the providers that it names. */
export type TrainerContext<Config> = {
  name: string;
  config: Config;
  provider: (name: string) => { client: OpenAI; priceOf: PriceOf };
  env: Readonly<Record<string, string | undefined>>;
};

type Kinds = { openai: OpenAiTrainerConfig; command: CommandTrainerConfig };

/** Every kind of trainer that a worker's configuration can name. A new one is one file and one line. */
export const trainerKinds: { readonly [Kind in keyof Kinds]: (context: TrainerContext<Kinds[Kind]>) => Trainer } = {
  openai: ({ config, provider }) => openAiTrainer({ ...provider(config.provider), contextTokens: config.context_tokens }),
  command: ({ name, config, env }) => commandTrainer({ name, config, env }),
};

/** Builds the trainer of a configuration by its kind. */
export function createTrainer(context: TrainerContext<Kinds[keyof Kinds]>): Trainer {
  const create = trainerKinds[context.config.kind] as (context: TrainerContext<Kinds[keyof Kinds]>) => Trainer;
  return create(context);
}
