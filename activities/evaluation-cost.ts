import type { Cycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import { paidFor, type Asked } from '../adapters/store/results.ts';

/** Enters what this cycle has asked of the cases at positions `from` up to `to`, and had judged; answers that were there already are paid for. */
export async function enterCost(pool: Pool, { cycle, asked, model, judge, from, to }: { cycle: Cycle; asked: Asked; model: string; judge: string; from: number; to: number }): Promise<void> {
  const paid = await paidFor(pool, asked, cycle.id, { from, to });
  for (const [what, { calls, ...cost }, payee] of [['answers', paid.answers, model], ['judge', paid.judge, judge]] as const) {
    if (calls === 0) continue;
    await addToLedger(pool, { key: `evaluation/${cycle.id}/${asked.candidateId}/${asked.settings}/${from}/${what}`, agent: cycle.agent, cycleId: cycle.id, stage: 'evaluate', model: payee, calls, ...cost });
  }
}
