import type { Database } from './database.ts';

export type LedgerEntry = {
  /** The item of work that was paid for: entering it twice changes nothing. */
  key: string;
  agent: string;
  cycleId: string | null;
  stage: string;
  model: string;
  /** How many the entry stands for. */
  calls?: number;
  promptTokens?: number;
  completionTokens?: number;
  trainedTokens?: number;
  /** Null when the price is unknown. */
  costUsd: number | null;
};

export async function addToLedger(db: Database, entry: LedgerEntry): Promise<void> {
  await db.query(
    `insert into ledger (key, agent, cycle_id, stage, model, calls, prompt_tokens, completion_tokens, trained_tokens, cost_usd)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (key) do nothing`,
    [entry.key, entry.agent, entry.cycleId, entry.stage, entry.model, entry.calls ?? 1, entry.promptTokens ?? 0, entry.completionTokens ?? 0, entry.trainedTokens ?? 0, entry.costUsd],
  );
}

export type Spent = {
  /** Answered and paid. */
  calls: number;
  cached: number;
  /** Begun and never heard of: perhaps paid. */
  lost: number;
  promptTokens: number;
  completionTokens: number;
  costUsd: number;
  /** Entries whose price is not known. */
  unpriced: number;
};

/** What the ledger says of a cycle, or of one of its stages. */
export async function spentBy(db: Database, cycleId: string, stage?: string): Promise<Spent> {
  const { rows } = await db.query<Spent>(
    `select coalesce(sum(calls), 0)::int as calls, count(*) filter (where cached)::int as cached, coalesce(sum(open), 0)::int as lost,
       coalesce(sum(prompt_tokens), 0)::int8 as "promptTokens", coalesce(sum(completion_tokens), 0)::int8 as "completionTokens",
       coalesce(sum(cost_usd), 0)::float8 as "costUsd", count(*) filter (where cost_usd is null)::int as unpriced
     from ledger where cycle_id = $1 and ($2::text is null or stage = $2)`,
    [cycleId, stage ?? null],
  );
  return rows[0] as Spent;
}

/** USD, and how many entries have no known price. */
export async function costOfCycle(db: Database, cycleId: string, stage?: string): Promise<Pick<Spent, 'costUsd' | 'unpriced'>> {
  const { costUsd, unpriced } = await spentBy(db, cycleId, stage);
  return { costUsd, unpriced };
}
