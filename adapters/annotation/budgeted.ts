import type { z } from 'zod';
import type { budgetSchema } from '../../core/spending/config.ts';
import { BudgetSpent } from '../llm/budget-spent.ts';
import type { Chat } from '../llm/chat.ts';
import type { Paid } from './work-file.ts';

export const nothingPaid = (): Paid => ({ calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0, unpriced: 0 });

export function addPaid(into: Paid, more: Paid): void {
  for (const name of Object.keys(into) as (keyof Paid)[]) into[name] += more[name];
}

/**
 * A chat that stops at a budget. Calls are counted before they are made; tokens and money when they are known, so calls that
 * run at the same time may go over those by what they cost themselves.
 *
 * @throws BudgetSpent instead of making a call
 */
export function budgetedChat(chat: Chat, { calls, tokens, usd }: z.infer<typeof budgetSchema>): Chat {
  const paid = nothingPaid();
  return async (request) => {
    if (usd !== undefined && paid.unpriced > 0) throw new BudgetSpent('price_unknown');
    const left = paid.calls < (calls ?? Infinity) && paid.promptTokens + paid.completionTokens < (tokens ?? Infinity) && paid.costUsd < (usd ?? Infinity);
    if (!left) throw new BudgetSpent('budget');
    paid.calls += 1;
    const { promptTokens, completionTokens, costUsd, ...reply } = await chat(request);
    addPaid(paid, { calls: 0, promptTokens, completionTokens, costUsd: costUsd ?? 0, unpriced: Number(costUsd === null) });
    return { promptTokens, completionTokens, costUsd, ...reply };
  };
}
