import { freshPace, type PaceState } from '../../core/pace/pace.ts';
import { inTransaction, type Pool } from './database.ts';

/**
 * Decides on one model's pace, alone: the row's lock is all that workers share. It is held for a few statements, and the
 * clock is the database's, so workers need not agree on the time.
 */
export async function withPace<T>(pool: Pool, key: string, decide: (state: PaceState, now: number) => { state: PaceState; result: T }): Promise<T> {
  return inTransaction(pool, async (db) => {
    const read = () =>
      db.query<{ state: PaceState; now: number }>('select state, extract(epoch from clock_timestamp())::float8 * 1000 as now from paces where key = $1 for update', [key]);
    let { rows } = await read();
    if (!rows[0]) {
      await db.query('insert into paces (key, state) values ($1, $2) on conflict do nothing', [key, JSON.stringify(freshPace)]);
      ({ rows } = await read());
    }
    const before = rows[0] as { state: PaceState; now: number };
    const { state, result } = decide(before.state, before.now);
    await db.query('update paces set state = $2 where key = $1', [key, JSON.stringify(state)]);
    return result;
  });
}
