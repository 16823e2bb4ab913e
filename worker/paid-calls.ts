import type { Chat } from '../adapters/llm/chat.ts';
import { openMeteredChat, type MeteredChat } from '../adapters/llm/metered-chat.ts';
import { openPace } from '../adapters/llm/pace.ts';
import { pacedChat } from '../adapters/llm/paced-chat.ts';
import type { PriceOf } from '../adapters/llm/prices.ts';
import type { Pool } from '../adapters/store/database.ts';
import type { PaceConfig } from '../core/pace/config.ts';

/**
 * Puts the installation's pace before every call of a worker, and the ledger behind those that a budget pays for.
 *
 * @param provider address of the default provider: a model of the same name elsewhere is another model
 */
export function paidCalls<Models extends { chat: Chat; priceOf: PriceOf }>(
  pool: Pool, models: Models, { limits, provider }: { limits: PaceConfig; provider: string },
): Models & { metered: MeteredChat } {
  const { priceOf } = models;
  const chat = pacedChat(models.chat, openPace(pool, limits));
  return { ...models, chat, metered: openMeteredChat({ pool, chat, priceOf, provider }) };
}
