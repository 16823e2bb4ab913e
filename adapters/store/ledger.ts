import type { Database } from './database.ts';

export type LedgerEntry = {
  /** The item of work that was paid for: entering it twice changes nothing. */
  key: string;
  agent: string;
  cycleId: string | null;
  stage: string;
  model: string;
  promptTokens?: number;
  completionTokens?: number;
  trainedTokens?: number;
  /** Null when the price is unknown. */
  costUsd: number | null;
};

export async function addToLedger(db: Database, entry: LedgerEntry): Promise<void> {
  await db.query(
    `insert into ledger (key, agent, cycle_id, stage, model, prompt_tokens, completion_tokens, trained_tokens, cost_usd)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (key) do nothing`,
    [entry.key, entry.agent, entry.cycleId, entry.stage, entry.model, entry.promptTokens ?? 0, entry.completionTokens ?? 0, entry.trainedTokens ?? 0, entry.costUsd],
  );
}

/** USD, and how many entries have no known price. */
export async function costOfCycle(db: Database, cycleId: string, stage?: string): Promise<{ costUsd: number; unpriced: number }> {
  const { rows } = await db.query<{ costUsd: number; unpriced: number }>(
    `select coalesce(sum(cost_usd), 0)::float8 as "costUsd", count(*) filter (where cost_usd is null)::int as unpriced
     from ledger where cycle_id = $1 and ($2::text is null or stage = $2)`,
    [cycleId, stage ?? null],
  );
  return rows[0] ?? { costUsd: 0, unpriced: 0 };
}
