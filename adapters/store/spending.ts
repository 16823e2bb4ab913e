import type { Price } from '../../core/spending/prices.ts';
import type { Database } from './database.ts';

/** What a stage of a cycle may spend; what is left out is not limited. */
export type Budget = { calls?: number | undefined; tokens?: number | undefined; usd?: number | undefined };

/** One call before it is made. `key` is that of the item of work, the same in every attempt. */
export type IntendedCall = {
  key: string;
  agent: string;
  cycleId: string;
  stage: string;
  model: string;
  price: Price | undefined;
  /** Estimated. */
  tokens: number;
  /** Estimated; null when the price is not known. */
  usd: number | null;
};

/**
 * Sets money aside for one call and enters the call, in one statement: however many workers ask at once, the budget is
 * not passed by more than the estimates err.
 *
 * @returns false when the budget has no room for it; nothing is entered then
 */
export async function reserveCall(db: Database, call: IntendedCall, budget: Budget): Promise<boolean> {
  const { rows } = await db.query<{ entered: number }>(
    `with room as (
       insert into spending as s (cycle_id, stage, calls, tokens, usd)
       select $1::text, $2::text, 1, $3::int8, $4::float8 where 1 <= $5::float8 and $3::int8 <= $6::float8 and $4::float8 <= $7::float8
       on conflict (cycle_id, stage) do update set calls = s.calls + 1, tokens = s.tokens + $3::int8, usd = s.usd + $4::float8
         where s.calls + 1 <= $5::float8 and s.tokens + $3::int8 <= $6::float8 and s.usd + $4::float8 <= $7::float8
       returning 1),
     entered as (
       insert into ledger as l (key, agent, cycle_id, stage, model, calls, open, cost_usd, prompt_price, completion_price, price_as_of)
       select $8::text, $9::text, $1::text, $2::text, $10::text, 0, 1, $11::float8, $12::float8, $13::float8, $14::date from room
       on conflict (key) do update set open = l.open + 1 returning 1)
     select count(*)::int as entered from entered`,
    [
      call.cycleId, call.stage, call.tokens, call.usd ?? 0,
      budget.calls ?? Infinity, budget.tokens ?? Infinity, budget.usd ?? Infinity,
      call.key, call.agent, call.model, call.usd === null ? null : 0,
      known(call.price?.prompt), known(call.price?.completion), call.price?.asOf ?? null,
    ],
  );
  return (rows[0]?.entered ?? 0) > 0;
}

/** Replaces the estimate by what the answer cost. Paid twice is entered twice: the ledger says what was paid. */
export async function settleCall(db: Database, call: IntendedCall, paid: { promptTokens: number; completionTokens: number; costUsd: number | null }): Promise<void> {
  await db.query(
    `with settled as (
       update ledger set open = open - 1, calls = calls + 1, prompt_tokens = prompt_tokens + $4::int8, completion_tokens = completion_tokens + $5::int8, cost_usd = cost_usd + $6::float8, at = now()
       where key = $3)
     update spending set tokens = tokens + $4::int8 + $5::int8 - $7::int8, usd = usd + coalesce($6::float8, 0) - $8::float8 where cycle_id = $1 and stage = $2`,
    [call.cycleId, call.stage, call.key, paid.promptTokens, paid.completionTokens, paid.costUsd, call.tokens, call.usd ?? 0],
  );
}

/** Gives back what was set aside for a call that the provider did not carry out. */
export async function releaseCall(db: Database, call: IntendedCall): Promise<void> {
  await db.query(
    `with gone as (delete from ledger where key = $3 and calls = 0 and open <= 1 and not cached returning 1),
     closed as (update ledger set open = open - 1 where key = $3 and (calls > 0 or open > 1))
     update spending set calls = calls - 1, tokens = tokens - $4::int8, usd = usd - $5::float8 where cycle_id = $1 and stage = $2`,
    [call.cycleId, call.stage, call.key, call.tokens, call.usd ?? 0],
  );
}

/** Enters that an answer was at hand already. */
export async function enterCached(db: Database, call: Pick<IntendedCall, 'key' | 'agent' | 'cycleId' | 'stage' | 'model'>): Promise<void> {
  await db.query(
    `insert into ledger (key, agent, cycle_id, stage, model, calls, cached, cost_usd) values ($1, $2, $3, $4, $5, 0, true, 0) on conflict (key) do nothing`,
    [call.key, call.agent, call.cycleId, call.stage, call.model],
  );
}

const known = (usd: number | undefined): number | null => (usd === undefined || Number.isNaN(usd) ? null : usd);
