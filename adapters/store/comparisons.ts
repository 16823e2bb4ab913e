import type { PairAnswer } from '../../core/evaluation/judged/score-pairs.ts';
import type { Database } from './database.ts';

export type ComparisonRow = { key: string; agent: string; content: string; judge: string; promptVersion: string; cycleId: string };

/** Who asks, and for how long nobody else does. */
export type Hold = { owner: string; leaseMs: number };

/**
 * Takes a question for whoever is about to ask it. `answered`: there is nothing to ask; `held`: somebody else is asking. What ended in an
 * error is asked again by another cycle.
 */
export async function takeComparison(db: Database, { key, agent, content, judge, promptVersion, cycleId }: ComparisonRow, { owner, leaseMs }: Hold): Promise<'taken' | 'answered' | 'held'> {
  const { rowCount } = await db.query(
    `insert into comparisons as c (key, agent, content, judge, prompt_version, cycle_id, claimed_by, claimed_until)
     values ($1, $2, $3, $4, $5, $6, $7, now() + $8::float8 * interval '1 millisecond')
     on conflict (key) do update set claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until, cycle_id = excluded.cycle_id, error = null
     where c.better is null and (c.error is null or c.cycle_id <> excluded.cycle_id) and (c.claimed_by is null or c.claimed_until < now())`,
    [key, agent, content, judge, promptVersion, cycleId, owner, leaseMs],
  );
  if (rowCount === 1) return 'taken';
  const { rows } = await db.query('select 1 from comparisons where key = $1 and (better is not null or error is not null)', [key]);
  return rows.length > 0 ? 'answered' : 'held';
}

/** Keeps what this owner has taken. */
export async function keepComparisons(db: Database, { owner, leaseMs }: Hold): Promise<void> {
  await db.query(`update comparisons set claimed_until = now() + $2::float8 * interval '1 millisecond' where claimed_by = $1`, [owner, leaseMs]);
}

/** Stores what came of a question; the first verdict stands. */
export async function settleComparison(db: Database, key: string, { better, error }: PairAnswer): Promise<void> {
  await db.query('update comparisons set better = $2, error = $3, claimed_by = null, claimed_until = null, at = now() where key = $1 and better is null', [key, better, error]);
}

/** Gives a question back that was not answered. */
export async function leaveComparison(db: Database, key: string, owner: string): Promise<void> {
  await db.query('update comparisons set claimed_by = null, claimed_until = null where key = $1 and claimed_by = $2', [key, owner]);
}

/** What is known of these questions, by their keys: verdicts, and errors that a cycle has met with. */
export async function comparisonsByKey(db: Database, keys: readonly string[], cycleId: string): Promise<Map<string, PairAnswer>> {
  const { rows } = await db.query<PairAnswer & { key: string }>(
    'select key, better, error from comparisons where key = any($1) and (better is not null or (error is not null and cycle_id = $2))',
    [keys, cycleId],
  );
  return new Map(rows.map(({ key, ...answer }) => [key, answer]));
}
