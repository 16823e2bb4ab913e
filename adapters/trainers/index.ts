import type OpenAI from 'openai';
import type { PriceOf } from '../llm/prices.ts';
import { openAiTrainer } from './openai.ts';
import type { Trainer } from './trainer.ts';

/** What a trainer is built from. */
export type TrainerContext = { client: OpenAI; priceOf: PriceOf };

/** Every trainer that the worker can offer; an agent's configuration names one. A new one is one file and one line. */
export const trainers: Readonly<Record<string, (context: TrainerContext) => Trainer>> = {
  openai: ({ client, priceOf }) => openAiTrainer(client, priceOf),
};
