import type { Cycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import { paidFor, type Asked } from '../adapters/store/results.ts';

/** Enters what this cycle has asked of the cases at positions `from` up to `to`; answers that were there already are paid for. */
export async function enterCost(pool: Pool, { cycle, asked, model, from, to }: { cycle: Cycle; asked: Asked; model: string; from: number; to: number }): Promise<void> {
  const { answers, promptTokens, completionTokens, costUsd } = await paidFor(pool, asked, cycle.id, { from, to });
  if (answers === 0) return;
  await addToLedger(pool, {
    key: `evaluation/${cycle.id}/${asked.candidateId}/${asked.settings}/${from}`, agent: cycle.agent, cycleId: cycle.id, stage: 'evaluate', model,
    promptTokens, completionTokens, costUsd,
  });
}
