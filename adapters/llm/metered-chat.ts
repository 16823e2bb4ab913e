import { contentHash } from '../../core/identity/content-hash.ts';
import { costOf } from '../../core/spending/prices.ts';
import { dropAnswers, findAnswer, storeAnswer } from '../store/answers.ts';
import { inTransaction, type Pool } from '../store/database.ts';
import { enterCached, releaseCall, reserveCall, settleCall, type Budget, type IntendedCall } from '../store/spending.ts';
import { BudgetSpent } from './budget-spent.ts';
import type { Chat, ChatReply, ChatRequest } from './chat.ts';
import { assumedCompletionTokens, estimatedPromptTokens } from './paced-chat.ts';
import type { PriceOf } from './prices.ts';
import { ProviderError } from './provider-error.ts';

/** On whose account a call goes. */
export type Purchase = {
  /** Of the item of work, the same in every attempt: see `itemKey`. */
  key: string;
  agent: string;
  cycleId: string;
  stage: string;
  /** The interaction that is spoken of, where it is one: the stored answer goes when it goes. */
  interactionId: number | null;
  /** Of the whole stage of the cycle, whichever worker spends it. */
  budget: Budget;
  /** The version of the words around the material; part of what makes two questions the same. */
  promptVersion: string;
  /** Answers up to this age are used again; 0: none. */
  reuseForMs: number;
};

export type MeteredReply = ChatReply & {
  /** It was at hand, and cost nothing. */
  cached: boolean;
  /** Of the stored answer, for `forget`. */
  answerKey: string;
};

export type MeteredChat = {
  /**
   * A chat that is paid for once: what was asked before in the same words is answered out of the store; else money is set
   * aside, the call made, and answer and cost stored together.
   *
   * @throws BudgetSpent when the budget has no room for the call; nothing is paid then
   * @throws ProviderError
   */
  ask: (request: ChatRequest, purchase: Purchase) => Promise<MeteredReply>;
  /** For answers that could not be used: who asks again gets new ones. */
  forget: (answerKeys: readonly string[]) => Promise<void>;
};

/** @param provider stands in the hash: models of one name at two providers are two models */
export function openMeteredChat({ pool, chat, priceOf, provider }: { pool: Pool; chat: Chat; priceOf: PriceOf; provider: string }): MeteredChat {
  return {
    async ask(request, purchase) {
      const { model, messages, jsonSchema, wantMargin, seed } = request;
      const answerKey = contentHash('answer', provider, purchase.promptVersion, model, { messages, jsonSchema, wantMargin, seed });
      const { key, agent, cycleId, stage } = purchase;
      const known = await findAnswer<ChatReply>(pool, answerKey, purchase.reuseForMs);
      if (known) {
        await enterCached(pool, { key, agent, cycleId, stage, model });
        return { ...known, costUsd: 0, cached: true, answerKey };
      }
      const call = await intend(request, purchase);
      if (!(await reserveCall(pool, call, purchase.budget))) throw new BudgetSpent('budget');
      try {
        const reply = await chat(request);
        const costUsd = costOf(call.price, reply.promptTokens, reply.completionTokens);
        await inTransaction(pool, async (db) => {
          await settleCall(db, call, { ...reply, costUsd });
          await storeAnswer(db, { key: answerKey, model, interactionId: purchase.interactionId, reply: { ...reply, costUsd } });
        });
        return { ...reply, costUsd, cached: false, answerKey };
      } catch (error) {
        // What may have been carried out stays set aside: the budget errs on the safe side.
        if (error instanceof ProviderError && !(error.type === 'provider_timeout' || error.type === 'provider_unreachable')) await releaseCall(pool, call);
        throw error;
      }
    },
    forget: (answerKeys) => dropAnswers(pool, answerKeys),
  };

  async function intend(request: ChatRequest, { key, agent, cycleId, stage, budget }: Purchase): Promise<IntendedCall> {
    const price = await priceOf(request.model);
    const promptTokens = estimatedPromptTokens(request);
    const usd = costOf(price, promptTokens, assumedCompletionTokens);
    // A limit in money cannot be kept where nobody knows what a call costs.
    if (usd === null && budget.usd !== undefined) throw new BudgetSpent('price_unknown');
    return { key, agent, cycleId, stage, model: request.model, price, tokens: promptTokens + assumedCompletionTokens, usd };
  }
}
