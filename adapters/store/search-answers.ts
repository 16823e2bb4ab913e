import { inTransaction, type Database, type Pool } from './database.ts';
import { addToLedger, type LedgerEntry } from './ledger.ts';

export type SearchAnswer = {
  sampleId: string;
  reply: string;
  score: number;
  margin: number | null;
  promptTokens: number;
  completionTokens: number;
  /** Null when the price is unknown. */
  costUsd: number | null;
  latencyMs: number;
};

/** Of these samples, those that the way of answering was not asked yet. */
export async function unasked(db: Database, way: string, sampleIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select id from unnest($2::text[]) as wanted(id) where not exists (select 1 from search_answers a where a.way = $1 and a.sample_id = wanted.id)`,
    [way, sampleIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Stores an answer and what it cost, together and once. */
export async function storeSearchAnswer(pool: Pool, { way, agent, cycleId }: { way: string; agent: string; cycleId: string }, answer: SearchAnswer, paid: LedgerEntry): Promise<void> {
  await inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `insert into search_answers (way, sample_id, agent, cycle_id, reply, score, margin, prompt_tokens, completion_tokens, cost_usd, latency_ms)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (way, sample_id) do nothing`,
      [way, answer.sampleId, agent, cycleId, answer.reply, answer.score, answer.margin, answer.promptTokens, answer.completionTokens, answer.costUsd, answer.latencyMs],
    );
    if (rowCount === 1) await addToLedger(db, paid);
  });
}

export async function searchAnswers(db: Database, way: string, sampleIds: readonly string[]): Promise<Map<string, SearchAnswer>> {
  const { rows } = await db.query<SearchAnswer>(
    `select sample_id as "sampleId", reply, score, margin, prompt_tokens as "promptTokens", completion_tokens as "completionTokens",
       cost_usd as "costUsd", latency_ms as "latencyMs"
     from search_answers where way = $1 and sample_id = any($2)`,
    [way, sampleIds],
  );
  return new Map(rows.map((row) => [row.sampleId, row]));
}
